"""The few words of a proposed report, in the languages that a report can be written in."""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {
    "en": {
        "number": "Rows of {}", "total": "Total {}", "average": "Average {}", "share": "Share of {}",
        "of": "Share of {} among {}", "and": "and",
        "rows": "Rows of {}.", "added": "Sum of {} over the rows of {}.",
        "averaged": "Average of {} over the rows of {}.",
        "shared": "Rows of {} with {} = {}, of all that say it.", "yes": "Rows of {} with {}, of all that say it.",
        "among": "Rows of {} with {} = {}, of those with {}.", "or": "or",
        "summary": "Summary", "company": "Your company",
    },
    "es": {
        "number": "Filas de {}", "total": "Total {}", "average": "Media {}", "share": "Proporción de {}",
        "of": "Proporción de {} entre {}", "and": "y",
        "rows": "Filas de {}.", "added": "Suma de {} en las filas de {}.",
        "averaged": "Media de {} en las filas de {}.",
        "shared": "Filas de {} con {} = {}, entre todas las que lo indican.",
        "yes": "Filas de {} con {}, entre todas las que lo indican.",
        "among": "Filas de {} con {} = {}, entre las que tienen {}.", "or": "o",
        "summary": "Resumen", "company": "Su empresa",
    },
    "fr": {
        "number": "Lignes de {}", "total": "Total {}", "average": "Moyenne {}", "share": "Part de {}",
        "of": "Part de {} parmi {}", "and": "et",
        "rows": "Lignes de {}.", "added": "Somme de {} sur les lignes de {}.",
        "averaged": "Moyenne de {} sur les lignes de {}.",
        "shared": "Lignes de {} où {} = {}, parmi celles qui l'indiquent.",
        "yes": "Lignes de {} avec {}, parmi celles qui l'indiquent.",
        "among": "Lignes de {} où {} = {}, parmi celles avec {}.", "or": "ou",
        "summary": "Synthèse", "company": "Votre entreprise",
    },
    "ru": {
        "number": "Строки: {}", "total": "Всего: {}", "average": "В среднем: {}", "share": "Доля: {}",
        "of": "Доля {} среди {}", "and": "и",
        "rows": "Строки файла {}.", "added": "Сумма {} по строкам файла {}.",
        "averaged": "Среднее {} по строкам файла {}.",
        "shared": "Строки файла {}, где {} = {}, среди тех, где это указано.",
        "yes": "Строки файла {} с отметкой {}, среди тех, где она есть или нет.",
        "among": "Строки файла {}, где {} = {}, среди строк {}.", "or": "или",
        "summary": "Главное", "company": "Ваша компания",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentences:
    """Labels and descriptions in one language."""

    language: str

    def word(self, key: str) -> str:
        """A word by itself."""
        return WORDS.get(self.language, WORDS["en"])[key]

    def number(self, label: str) -> str:
        """The label of a count of rows."""
        return self.word("number").format(label)

    def total(self, label: str) -> str:
        """The label of a sum."""
        return self.word("total").format(_inside(label))

    def average(self, label: str) -> str:
        """The label of an average."""
        return self.word("average").format(_inside(label))

    def share(self, label: str, value: str) -> str:
        """The label of the share of one value; without one, of what is true."""
        return self.word("share").format(f"{value} ({label})" if value else _inside(label))

    def of(self, value: str, values: tuple[str, ...]) -> str:
        """The label of one value among several."""
        return self.word("of").format(value, f" {self.word('and')} ".join((", ".join(values[:-1]), values[-1])))

    def among(self, header: str, value: str, file: str, values: tuple[str, ...]) -> str:
        """What the share of one value among several is of."""
        return self.word("among").format(file, header, value, f" {self.word('or')} ".join(values))

    def rows(self, file: str) -> str:
        """What a count of rows counts."""
        return self.word("rows").format(file)

    def added(self, header: str, file: str) -> str:
        """What a sum adds up."""
        return self.word("added").format(header, file)

    def averaged(self, header: str, file: str) -> str:
        """What an average is of."""
        return self.word("averaged").format(header, file)

    def shared(self, header: str, value: str, file: str) -> str:
        """What a share is of."""
        return self.word("shared").format(file, header, value) if value else self.word("yes").format(file, header)


def _inside(label: str) -> str:
    """A label within another: "Close value" as "close value", but "ID" and "CA HT" as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
