"""What all calls of the process share."""

from dataclasses import dataclass

from .book import Book
from .news import Mail
from .rooms import Rooms
from .speech import Speech
from .stack import Stack
from .tapes import Tapes
from .trunks import Trunks


@dataclass(frozen=True)
class House:
    stack: Stack
    trunks: Trunks
    book: Book
    mail: Mail
    speech: Speech
    rooms: Rooms
    tapes: Tapes
