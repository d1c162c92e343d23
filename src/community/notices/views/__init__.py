"""HTTP of notices: the inbox, following, how one is reached, links in mails."""
