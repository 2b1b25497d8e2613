"""The Gradio app: any Hub model, or answers from elsewhere, through the whole pipeline in a browser.

Rooms, each importing only from those below it: `page` (tabs and how they are served), `board` and `explore` (the
leaderboard and what there is to explore, without the page), `desk` (jobs and the processes that work on them),
`asking` (who answers) and `files` (what visitors upload), `settings`.
"""
