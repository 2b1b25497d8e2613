"""One model, or several, in several domains: which is most collapsed, which is nearest to people, whether models change places."""
