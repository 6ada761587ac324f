"""What is wrong with a record, in words for the person who typed it."""

from dataclasses import dataclass
from typing import Final

from locales import Message, mark

# One line per field that a problem can name: the label the person sees on the form and in the upload.
FIELDS: Final = {
    "kind": mark("Kind of event"),
    "title": mark("What was done"),
    "when": mark("Date"),
    "organisation": mark("Organising unit"),
    "co_organisers": mark("Co-organising units"),
    "partners": mark("Partners"),
    "places": mark("Place"),
    "venue_type": mark("Venue type"),
    "formats": mark("Format"),
    "topics": mark("Topics"),
    "campaigns": mark("Campaign"),
    "sessions": mark("Sessions"),
    "attendance": mark("Attendance"),
    "indirect": mark("Indirect reach"),
    "key_groups": mark("Key groups"),
    "consultations": mark("Consultations"),
    "staff": mark("Staff taking part"),
    "media_reports": mark("Media reports"),
    "materials": mark("Materials"),
    "readings": mark("Online reading"),
    "links": mark("Links"),
    "attachments": mark("Photos and papers"),
    "note": mark("Note"),
    "reference": mark("Reference"),
    "dataset": mark("Data source"),
    "basis": mark("How counted"),
    "reason": mark("Reason"),
    "account": mark("Sign-in name"),
    "full_name": mark("Full name"),
    "password": mark("Password"),
    "role": mark("Role"),
    "unit": mark("Unit"),
    "status": mark("Status"),
    "indicator": mark("Indicator"),
    "quarter": mark("Quarter"),
    "campaign_name": mark("Name"),
    "year": mark("Year"),
    "dates": mark("Dates"),
    "slogan": mark("Slogan"),
    "organiser": mark("Organiser"),
    "themes": mark("Themes"),
    "documents": mark("Documents"),
    "targets": mark("Targets"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: the field it concerns, a stable code for programs, a sentence for people."""

    field: str
    code: str
    message: Message

    @classmethod
    def of(cls, field: str, code: str, template: str, /, **values: object) -> "Problem":
        """A problem with its sentence; `template` is an English catalogue entry."""
        return cls(field, code, Message.of(template, **values))

    @property
    def label(self) -> Message:
        """The field's name as the person sees it."""
        return Message(FIELDS.get(self.field, self.field))

    def __str__(self) -> str:
        """ "Attendance: …" in the language now spoken."""
        return str(Message.of(mark("{field}: {sentence}"), field=self.label, sentence=self.message))


class InvalidError(ValueError):
    """A text that could not be understood; carries the sentence that says why and what would be right."""

    def __init__(self, template: str, /, **values: object) -> None:
        """`template` is an English catalogue entry with named placeholders."""
        self.message = Message.of(template, **values)
        super().__init__(template)

    def about(self, field: str, code: str = "not_understood") -> Problem:
        """The same as a problem of `field`."""
        return Problem(field, code, self.message)
