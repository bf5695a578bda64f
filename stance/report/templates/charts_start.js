stanceCharts.start();
