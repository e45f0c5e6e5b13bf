"""What the universal claims about the talk's phenomena compute: counts, searches, identities."""
