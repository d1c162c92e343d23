"""Mail that comes in: replies that go into their thread, and mails that came back.

``reading`` says what a message is, ``cutting`` which of its words are new, ``taking`` does what it asks for; ``door``
is the SMTP or LMTP server before it, and the webhook is a view.
"""
