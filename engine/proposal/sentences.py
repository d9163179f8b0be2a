"""The few words of a proposed report, in the languages that a report can be written in."""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {
    "en": {
        "number": "{}, number", "total": "{}, total", "average": "{}, average", "share": "{}, share",
        "of": "{}, of {}", "and": "and",
        "rows": "Rows of {}.", "added": "Sum of {} over the rows of {}.",
        "averaged": "Average of {} over the rows of {}.",
        "shared": "Rows of {} with {} = {}, of all that say it.", "yes": "Rows of {} with {}, of all that say it.",
        "among": "Rows of {} with {} = {}, of those with {}.", "or": "or",
        "summary": "Summary", "company": "Your company",
    },
    "fr": {
        "number": "{}, nombre", "total": "{}, total", "average": "{}, moyenne", "share": "{}, part",
        "of": "{}, parmi {}", "and": "et",
        "rows": "Lignes de {}.", "added": "Somme de {} sur les lignes de {}.",
        "averaged": "Moyenne de {} sur les lignes de {}.",
        "shared": "Lignes de {} où {} = {}, parmi celles qui l'indiquent.",
        "yes": "Lignes de {} avec {}, parmi celles qui l'indiquent.",
        "among": "Lignes de {} où {} = {}, parmi celles avec {}.", "or": "ou",
        "summary": "Synthèse", "company": "Votre entreprise",
    },
    "ru": {
        "number": "{}, количество", "total": "{}, всего", "average": "{}, среднее", "share": "{}, доля",
        "of": "{}, из {}", "and": "и",
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
        return WORDS[self.language][key]

    def number(self, label: str) -> str:
        """The label of a count of rows."""
        return self.word("number").format(label)

    def total(self, label: str) -> str:
        """The label of a sum."""
        return self.word("total").format(label)

    def average(self, label: str) -> str:
        """The label of an average."""
        return self.word("average").format(label)

    def share(self, label: str, value: str) -> str:
        """The label of the share of one value; without one, of what is true."""
        return self.word("share").format(f"{label}: {value}" if value else label)

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
