BEGIN TRANSACTION;
CREATE TABLE failures (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    received REAL NOT NULL, error TEXT NOT NULL
);
CREATE TABLE judgements (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    judge TEXT NOT NULL, received REAL NOT NULL, text TEXT NOT NULL,
    UNIQUE (configuration, respondent, item, sample, judge)
);
CREATE TABLE manifest (name TEXT PRIMARY KEY, content TEXT NOT NULL);
INSERT INTO "manifest" VALUES('extent','{"personas": 2, "samples": 3, "with_default": false}');
INSERT INTO "manifest" VALUES('pool','{"a": {"mood": "calm", "age": "30"}, "b": {"mood": "lively"}}');
INSERT INTO "manifest" VALUES('schema','"persona-collapse/run/1"');
INSERT INTO "manifest" VALUES('study','{"instrument": {"id": "bfi44", "version": "1", "digest": "98af3b2b3d069d3928211b76e7bd3e65c60fa53fd7d8636a6704c9bb743e0dec"}, "pool": {"name": "two", "digest": "1905f3e827595869805d6202e6bada904497f610f94d870dbc0e467c1f1c1bcf"}, "form": {"name": "standard", "system": "You are the person described below. Answer every question as this person would, out of their life, and stay this person throughout.\n\n{persona}", "closing": "Answer with one number from {low} to {high} and nothing else.", "before": "", "after": ""}, "labels": true, "order": "fixed", "sampling": {"mode": "probabilities", "temperature": 1.0, "max_tokens": 64, "thinking": null, "seed": 0}}');
INSERT INTO "manifest" VALUES('asked','{"study": "b7468c82569332d55f82a389507fad58468be1e97bcfc06c4f402028358e59a4", "backend": "said", "model": "says", "revision": "1", "sampling": {"mode": "probabilities", "temperature": 1.0, "max_tokens": 64, "thinking": null, "seed": 0}}');
INSERT INTO "manifest" VALUES('instrument','{"schema": "persona-collapse/instrument/1", "id": "bfi44", "version": "1", "items": [{"number": 1, "text": "is talkative", "trait": "Extraversion", "key": 1, "id": "bfi44_1"}, {"number": 2, "text": "tends to find fault with others", "trait": "Agreeableness", "key": -1, "id": "bfi44_2"}], "scale": {"low": 1, "high": 5, "labels": ["Disagree strongly", "Disagree a little", "Neither agree nor disagree", "Agree a little", "Agree strongly"]}, "traits": ["Extraversion", "Agreeableness", "Conscientiousness", "Neuroticism", "Openness"], "stem": "I see myself as someone who", "lead": "How well does this statement describe you?", "sides": null, "source": "Big Five Inventory, 44 items: John, O. P., Donahue, E. M., & Kentle, R. L. (1991), The Big Five Inventory, Versions 4a and 54; John, O. P., & Srivastava, S. (1999), The Big Five trait taxonomy, in Handbook of Personality, 2nd ed., pp. 102-138.", "terms": "Copyright Oliver P. John. Free for non-commercial research use; commercial use needs the author''s permission. Not covered by this project''s licence.", "spellings": ["bfi44_{}", "BFI_Q{}", "{}"]}');
INSERT INTO "manifest" VALUES('example','{"respondent": "a", "item": "bfi44_1", "sample": 1, "system": "You are the person described below. Answer every question as this person would, out of their life, and stay this person throughout.\n\nAnn, calm", "question": "How well does this statement describe you?\n\nI see myself as someone who is talkative\n\n1 = Disagree strongly\n2 = Disagree a little\n3 = Neither agree nor disagree\n4 = Agree a little\n5 = Agree strongly\n\nAnswer with one number from 1 to 5 and nothing else.", "choices": ["1", "2", "3", "4", "5"], "presentation": {"swapped": false, "descending": false}}');
INSERT INTO "manifest" VALUES('versions','{"persona-collapse": "0.1.0"}');
INSERT INTO "manifest" VALUES('begun','1795908400.5688977');
INSERT INTO "manifest" VALUES('configuration','"a1bdb455871f60ca853a9ebc00d177853db915dbc7f2e0f6eb81e767a4d4ded5"');
CREATE TABLE replies (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    presentation TEXT NOT NULL, received REAL NOT NULL, text, reasoning, probabilities, prompt_tokens, completion_tokens, cost, latency, finish_reason, model,
    PRIMARY KEY (configuration, respondent, item, sample)
) WITHOUT ROWID;
INSERT INTO "replies" VALUES('a1bdb455871f60ca853a9ebc00d177853db915dbc7f2e0f6eb81e767a4d4ded5','a','bfi44_1',1,'',1.79590840057776260372e+09,'','','[0.1, 0.2, 0.3, 0.15, 0.05]',NULL,NULL,NULL,0.0,'','');
INSERT INTO "replies" VALUES('a1bdb455871f60ca853a9ebc00d177853db915dbc7f2e0f6eb81e767a4d4ded5','a','bfi44_2',1,'',1.79590840057811045645e+09,'','','[0.1, 0.2, 0.3, 0.15, 0.05]',NULL,NULL,NULL,0.0,'','');
INSERT INTO "replies" VALUES('a1bdb455871f60ca853a9ebc00d177853db915dbc7f2e0f6eb81e767a4d4ded5','b','bfi44_1',1,'',1.79590840057826471327e+09,'','','[0.1, 0.2, 0.3, 0.15, 0.05]',NULL,NULL,NULL,0.0,'','');
INSERT INTO "replies" VALUES('a1bdb455871f60ca853a9ebc00d177853db915dbc7f2e0f6eb81e767a4d4ded5','b','bfi44_2',1,'',1.79590840057840228083e+09,'','','[0.1, 0.2, 0.3, 0.15, 0.05]',NULL,NULL,NULL,0.0,'','');
COMMIT;
