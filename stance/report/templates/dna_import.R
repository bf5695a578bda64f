# Puts the statements of dna_statements.csv, which lies beside this script, into a database of the
# Discourse Network Analyzer (DNA 3, https://github.com/leifeld-lab/dna) through its R package rDNA.
# First make an empty database in DNA (Database, New database), and change the lines below.

database <- "study.dna"     # the database
coder <- 1                  # the number of its coder
password <- "..."           # and that coder's password
folder <- NULL              # folder of your texts, named by document (speech.txt for the document "speech");
                            # without it, a document is its statements in their places, blanks between them
undated <- "1900-01-01"     # DNA wants a date for every document; where there is none, this one

library("rDNA")
s <- read.csv("dna_statements.csv", sep = ";", encoding = "UTF-8", colClasses = "character", na.strings = character())
s$start <- as.integer(s$start_position)
s$stop <- as.integer(s$stop_position)
# A mark that keeps spreadsheets from computing, as written: before what computes (wide signs, too), after other marks.
unmarked <- function(x) sub("^'(?='*(?:[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20]|\\z))", "", x, perl = TRUE)
for (name in c("person", "organization", "concept", "text", "document_title", "document_source"))
  s[[name]] <- unmarked(s[[name]])

read_text <- function(title) {
  path <- file.path(folder, c(title, paste0(title, ".txt")))
  path <- path[file.exists(path)]
  if (!length(path)) stop("no text of document ", title, " in ", folder)
  enc2utf8(paste(readLines(path[1], encoding = "UTF-8", warn = FALSE), collapse = "\n"))
}

placed_text <- function(rows) {
  text <- rep(" ", max(rows$stop))
  for (i in seq_len(nrow(rows))) {
    said <- strsplit(rows$text[i], "")[[1]]
    said <- head(said, rows$stop[i] - rows$start[i])
    text[rows$start[i] + seq_along(said)] <- said
  }
  paste(text, collapse = "")
}

# DNA counts as Java does: a sign beyond U+FFFF (most emoji) is two.
place <- function(text, at) at + sum(head(utf8ToInt(text), at) > 65535)

d <- s[!duplicated(s$document_id), ]
text <- vapply(d$document_id, function(id) {
  rows <- s[s$document_id == id, ]
  if (is.null(folder)) placed_text(rows) else read_text(rows$document_title[1])
}, character(1), USE.NAMES = FALSE)
time <- ifelse(d$time == "", paste(undated, "00:00:00"), d$time)
none <- rep("", nrow(d))

dna_init()
dna_openDatabase(db_url = database, coderId = coder, coderPassword = password)
id <- dna_addDocuments(coder_id = coder, title = d$document_title, text = text, author = none,
                       source = d$document_source, section = none, type = none, notes = none,
                       date_time = as.POSIXct(time, tz = "UTC"))
for (i in seq_len(nrow(s))) {
  at <- match(s$document_id[i], d$document_id)
  dna_addStatement(id[at], startCaret = place(text[at], s$start[i]), endCaret = place(text[at], s$stop[i]),
                   statementType = "DNA Statement", coder = coder, person = s$person[i],
                   organization = s$organization[i], concept = s$concept[i], agreement = as.integer(s$agreement[i]))
}
dna_closeDatabase()
