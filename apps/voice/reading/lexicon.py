"""How people say what is not an answer: phrases without accents and apostrophes, as `plain.spaced` gives them."""

import re

from apps.voice.policy.reading import Intent

PHRASES: dict[Intent, tuple[str, ...]] = {
    Intent.WHO: (
        "who is this", "whos this", "who are you", "whos calling", "who is calling", "who am i speaking",
        "who am i talking", "what company", "which company", "whos that", "who is that", "who do you work for",
        "where are you calling from", "what is this about", "whats this about", "what is this regarding",
        "whats this regarding", "why are you calling", "how did you get my number", "how did you get this number",
        "who gave you my number", "calling from where", "who is it",
    ),
    Intent.REPEAT: (
        "say that again", "say again", "come again", "repeat that", "repeat the question", "can you repeat",
        "could you repeat", "please repeat", "repeat please", "what was that", "what did you say", "didnt catch",
        "didnt hear", "didnt get that", "cant hear you", "couldnt hear", "pardon", "pardon me", "excuse me",
        "one more time",
        "what was the question", "you broke up", "breaking up", "i missed that", "what do you mean", "dont understand",
        "huh", "whats that", "say what",
    ),
    Intent.GOODBYE: (
        "bye", "goodbye", "good bye", "bye bye", "have a good one", "have a good day", "have a nice day",
        "have a great day", "take care", "see you", "gotta go", "got to go", "have to go", "need to go",
        "talk to you later",
        "talk later", "im hanging up", "good night",
    ),
    Intent.LATER: (
        "call me back", "call back", "call me later", "call later", "call me tomorrow", "call again", "try me later",
        "try again later", "another time", "some other time", "a better time", "not a good time", "isnt a good time",
        "bad time", "bad moment", "im driving", "i am driving", "in a meeting", "at work", "im busy", "i am busy",
        "kind of busy", "pretty busy", "really busy", "busy right now", "busy at the moment", "cant talk",
        "can not talk",
        "cant speak right now", "in the middle of", "ring me", "reach me later", "call me at", "call me on",
        "call me in",
        "call me around", "call me after", "call me next", "call me this", "middle of something", "later please",
        "maybe later", "talk later", "call me monday", "call me tuesday", "call me wednesday", "call me thursday",
        "call me friday", "call me saturday",
    ),
    Intent.BOOK: (
        "book me", "book it", "book a", "book an", "make an appointment", "set up an appointment", "schedule",
        "an appointment", "set up a time", "set up a meeting", "set up a call", "sign me up", "get me booked",
    ),
    Intent.GREETING: (
        "hello", "hi", "hey", "good morning", "good afternoon", "good evening", "hi there", "hello there", "speaking",
        "this is he", "this is she", "thats me", "yes speaking",
    ),
    Intent.VOICEMAIL: (
        "leave a message", "leave me a message", "leave your message", "leave your name", "after the tone",
        "after the beep", "at the tone", "at the beep", "voice mail", "voicemail", "voice message system", "mailbox",
        "not available to take your call", "unable to take your call", "cant take your call", "cant come to the phone",
        "cannot come to the phone", "record your message", "reached the voice", "get back to you as soon as",
        "is not available right now", "please leave", "your call has been forwarded",
    ),
    Intent.SCREENING: (
        "state your name", "say your name", "record your name", "tell me your name and", "your name and the reason",
        "your name and reason", "reason for calling", "reason for your call", "call screening", "screening service",
        "screening their calls", "screening calls", "call assist", "google assistant",
        "see if this person is available",
        "see if they are available", "see if theyre available", "who is calling and why", "virtual assistant",
        "stay on the line while",
    ),
}  # fmt: skip

_PERSON = r"(?:human|person|people|someone|somebody|agent|representative|rep|manager|supervisor|operator|specialist)"
# What has too many forms for a list; over the same text.
PATTERNS: dict[Intent, re.Pattern[str]] = {
    Intent.IS_ROBOT: re.compile(
        r" (?:are|is|am|r|you|youre|its|sound\w*|talking|speaking)(?: \w+){0,6} "
        r"(?:robot|bot|chatbot|machine|computer|ai|a i|recording|automated|artificial|real|human|live person|a person) "
    ),
    Intent.HUMAN: re.compile(
        r" (?:speak|talk|get|put|transfer|connect|want|need|give|have|prefer|rather|pass|let)(?: \w+){0,5} "
        rf"{_PERSON} | (?:someone|somebody) real | (?:real |live |actual ){_PERSON} please "
        r"| (?:human|agent|operator|representative) please "
        r"| put me through | (?:transfer|connect) me "
    ),
    Intent.PRICE: re.compile(
        r" how much (?!time|longer|sun|space|work)| how expensive | ball ?park | (?:a|any|your|some|give me) quote "
        r"| (?:what|whats|tell me|about|know|is there|hows|how is)(?: \w+){0,6} "
        r"(?:costs?|costing|prices?|pricing|charges?|rates?|fees?|damage|run me|set me back|pay|payments?) "
        r"| (?:does|will|would|gonna|going to|do) (?:it |that |this |you |they )?(?:cost|charge) | pricing "
    ),
    Intent.WHO: re.compile(
        r" who(?:s| is| am| may| are)?(?: \w+){0,4} (?:calling|this|speaking|talking)(?: to| with)? "
    ),
    Intent.LATER: re.compile(
        r" (?:now|this|it)(?:s| is)?(?: really)? (?:isnt|not)(?: really)? (?:a |the )?(?:great|good|best)"
        r"(?: time| moment)?(?: for me| right now| now)? $| (?:bad|terrible|awful) (?:time|moment) "
        r"| (?:cooking|driving|working|eating|having) (?:\w+ )?(?:right now|at the moment|dinner) "
        r"| (?:call|try|ring|reach)(?: \w+){0,2} "
        r"(?:later|tomorrow|tonight|another time|(?:next|this) (?:week|evening)) "
    ),
    Intent.RESCHEDULE: re.compile(
        r" re ?schedul\w* | (?:move|change|push|switch|shift|postpone)"
        r"(?: (?:it|that|this)| (?:the|my|our|that)(?: \w+)? (?:appointment|visit|meeting|booking|time|date|slot))"
        r" (?:to|back|up|for|until|till|on|please|$)"
        r"| (?:move|change|switch|shift|postpone) (?:the|my|our|that)(?: \w+)? (?:appointment|visit|meeting|booking) "
    ),
    Intent.HOLD_ON: re.compile(
        r" (?:hold|hang) on | (?:one|a|just a|just one|wait a|give me a|gimme a) (?:sec|second|moment|minute|min|bit) "
        r"| let me (?:check|think|look|see|ask|grab|find) | bear with me | hold please | please hold | wait(?: wait)? $"
    ),
}
