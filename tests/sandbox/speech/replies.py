"""What people say in a qualification call."""

YES_AND_NO = (
    "Yes.",
    "No.",
    "Yeah, sure.",
    "Yes, that works for me.",
    "No, I'm not the owner.",
    "Yes, I own the house.",
    "I think so.",
    "Not right now.",
    "No thank you.",
)
NUMBERS_AND_MONEY = (
    "Around fifteen thousand dollars.",
    "My budget is about two thousand five hundred dollars.",
    "Maybe ten to twelve thousand.",
    "It's about two hundred dollars a month.",
    "We have three bedrooms and two bathrooms.",
    "There are twenty five windows.",
    "I pay one hundred and fifty dollars a month.",
    "The roof is eighteen years old.",
)
PLACES_AND_TIMES = (
    "My zip code is seven eight seven zero four.",
    "It's nine zero two one zero.",
    "I live in Austin, Texas.",
    "The address is forty two Maple Street.",
    "Tomorrow at three p.m.",
    "Next Tuesday morning would be great.",
    "How about Friday at ten thirty?",
    "March fifth works for us.",
    "Within the next two months.",
    "As soon as possible.",
    "The first one, please.",
    "Can you call me back after five?",
)
NAMES = (
    "My name is Sarah Johnson.",
    "This is Michael speaking.",
    "You can talk to my wife, Linda.",
)
OBJECTIONS = (
    "Please take me off your list.",
    "Stop calling me.",
    "I'm not interested.",
    "How did you get my number?",
    "Are you a real person?",
    "Is this a robot?",
    "I already hired someone.",
    "That is too expensive.",
    "I need to talk to my husband first.",
    "Can I speak to a human?",
    "Just send me an email.",
    "I'm driving, call me later.",
    "Sorry, who is this?",
    "Can you repeat that?",
    "How much does it cost?",
)
ALL = (*YES_AND_NO, *NUMBERS_AND_MONEY, *PLACES_AND_TIMES, *NAMES, *OBJECTIONS)
