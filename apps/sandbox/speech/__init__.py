"""Speech without a cloud: a process that speaks and listens over HTTP, for the demo and the tests.

Its synthesis is GPL, so nothing else imports it; this is all that others need to know.

    POST /say       {"text": str, "voice"?: Name = "joe", "rate"?: Rate = 8000}
                    200  audio/l16; rate=8000  the samples: mono PCM, 16 bits, LITTLE endian, no header
                         X-Memory: hit|miss    whether it was kept from an earlier time
    POST /hear?rate=8000&hint=…                the samples, as above, as the whole body
                    200  {"text": str, "likely": str, "no_speech": float, "ms": int}
    GET  /voices    200  {"voices": [{"name": Name, "pitch": float, "pace": float, "noise_decibels": float | null}],
                          "agent": Name, "rates": [Rate]}
    GET  /healthz   200  {"status": "ok"}      before the models are loaded and warm, nobody listens on the port

`Name` is one that /voices gives, `Rate` one of 8000, 16000 and 22050. Text has 1 to 1000 characters, a hint (words to
expect) 600 at most, of which the last 64 tokens count, a body 2,000,000 bytes at most. What is said is a pure function
of text, voice and rate. Heard `text` is "" where nobody spoke, and no hint changes it; `likely` is what is heard by who
expects the hint's words, "" without a hint; `no_speech` is how likely it is that nobody spoke, 0 to 1; `ms` runs from
the body's last byte to the answer, with the wait for a free thread. Errors are 400
`{"error": "malformed", "fields": {name: message}}` and 413 `{"error": "too large", "most_bytes": int}`.
"""

import os

# Before anybody imports numpy: its second thread gains nothing here, and waits in a loop that takes 4 s of 10.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
