BEGIN TRANSACTION;
CREATE TABLE failures (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    received REAL NOT NULL, error TEXT NOT NULL
);
INSERT INTO "failures" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_1',2,1.79590840032443857196e+09,'busy');
CREATE TABLE judgements (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    judge TEXT NOT NULL, received REAL NOT NULL, text TEXT NOT NULL,
    UNIQUE (configuration, respondent, item, sample, judge)
);
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_2',1,'referee',1.79590840038291049002e+09,'2');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_3',1,'referee',1.79590840038932895656e+09,'none');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_2',2,'referee',1.79590840038942646983e+09,'2');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_3',2,'referee',1.79590840038950133325e+09,'none');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_2',1,'referee',1.79590840038955187798e+09,'2');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_3',1,'referee',1.79590840038960480691e+09,'none');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_2',2,'referee',1.79590840038966202737e+09,'2');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_3',2,'referee',1.79590840038972592357e+09,'none');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_2',1,'referee',1.79590840038979029655e+09,'2');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_3',1,'referee',1.79590840038985848428e+09,'none');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_2',2,'referee',1.7959084003899145126e+09,'2');
INSERT INTO "judgements" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_3',2,'referee',1.79590840038997125627e+09,'none');
CREATE TABLE manifest (name TEXT PRIMARY KEY, content TEXT NOT NULL);
INSERT INTO "manifest" VALUES('extent','{"personas": 2, "samples": 2, "with_default": true}');
INSERT INTO "manifest" VALUES('pool','{"a": {"mood": "calm", "age": "30"}, "b": {"mood": "lively"}}');
INSERT INTO "manifest" VALUES('command','"persona-collapse run says --samples 2"');
INSERT INTO "manifest" VALUES('schema','"persona-collapse/run/1"');
INSERT INTO "manifest" VALUES('study','{"instrument": {"id": "bfi44", "version": "1", "digest": "6ca8eec6f2607d2ae0264f018c962e0907f1ce2196d5a8417d2706d3ed0731b6"}, "pool": {"name": "two", "digest": "1905f3e827595869805d6202e6bada904497f610f94d870dbc0e467c1f1c1bcf"}, "form": {"name": "standard", "system": "You are the person described below. Answer every question as this person would, out of their life, and stay this person throughout.\n\n{persona}", "closing": "Answer with one number from {low} to {high} and nothing else.", "before": "", "after": ""}, "labels": true, "order": "random", "sampling": {"mode": "generate", "temperature": 0.7, "max_tokens": 64, "thinking": false, "seed": 3}}');
INSERT INTO "manifest" VALUES('asked','{"study": "564449aeee69e100bf7d6a4fcfbe219f38e52340760463fc81e888998c4d30a3", "backend": "said", "model": "says", "revision": "1", "sampling": {"mode": "generate", "temperature": 0.7, "max_tokens": 64, "thinking": false, "seed": 3}}');
INSERT INTO "manifest" VALUES('instrument','{"schema": "persona-collapse/instrument/1", "id": "bfi44", "version": "1", "items": [{"number": 1, "text": "is talkative", "trait": "Extraversion", "key": 1, "id": "bfi44_1"}, {"number": 2, "text": "tends to find fault with others", "trait": "Agreeableness", "key": -1, "id": "bfi44_2"}, {"number": 3, "text": "does a thorough job", "trait": "Conscientiousness", "key": 1, "id": "bfi44_3"}], "scale": {"low": 1, "high": 5, "labels": ["Disagree strongly", "Disagree a little", "Neither agree nor disagree", "Agree a little", "Agree strongly"]}, "traits": ["Extraversion", "Agreeableness", "Conscientiousness", "Neuroticism", "Openness"], "stem": "I see myself as someone who", "lead": "How well does this statement describe you?", "sides": null, "source": "Big Five Inventory, 44 items: John, O. P., Donahue, E. M., & Kentle, R. L. (1991), The Big Five Inventory, Versions 4a and 54; John, O. P., & Srivastava, S. (1999), The Big Five trait taxonomy, in Handbook of Personality, 2nd ed., pp. 102-138.", "terms": "Copyright Oliver P. John. Free for non-commercial research use; commercial use needs the author''s permission. Not covered by this project''s licence.", "spellings": ["bfi44_{}", "BFI_Q{}", "{}"]}');
INSERT INTO "manifest" VALUES('example','{"respondent": "a", "item": "bfi44_1", "sample": 1, "system": "You are the person described below. Answer every question as this person would, out of their life, and stay this person throughout.\n\nAnn, calm", "question": "How well does this statement describe you?\n\nI see myself as someone who is talkative\n\n1 = Agree strongly\n2 = Agree a little\n3 = Neither agree nor disagree\n4 = Disagree a little\n5 = Disagree strongly\n\nAnswer with one number from 1 to 5 and nothing else.", "choices": ["1", "2", "3", "4", "5"], "presentation": {"swapped": false, "descending": true}}');
INSERT INTO "manifest" VALUES('versions','{"persona-collapse": "0.1.0"}');
INSERT INTO "manifest" VALUES('begun','1795908400.3211157');
INSERT INTO "manifest" VALUES('configuration','"73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d"');
CREATE TABLE replies (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    presentation TEXT NOT NULL, received REAL NOT NULL, text, reasoning, probabilities, prompt_tokens, completion_tokens, cost, latency, finish_reason, model,
    PRIMARY KEY (configuration, respondent, item, sample)
) WITHOUT ROWID;
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_1',1,'descending',1.79590840032230401046e+09,'4','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_1',2,'descending',1.7959084003232145309e+09,'4','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_2',1,'descending',1.79590840032272338862e+09,'rather','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_2',2,'descending',1.79590840032341742512e+09,'rather','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_3',1,'descending',1.79590840032298302651e+09,'3.5','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','a','bfi44_3',2,'descending',1.79590840032362914087e+09,'3.5','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_1',1,'descending',1.79590840032382917401e+09,'4','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_2',1,'descending',1.79590840032404613487e+09,'rather','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_2',2,'descending',1.79590840032468461993e+09,'rather','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_3',1,'',1795908400.32426,'3.5','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','b','bfi44_3',2,'',1.79590840032484626766e+09,'3.5','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_1',1,'descending',1.79590840032500767705e+09,'4','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_1',2,'descending',1.79590840033486318595e+09,'4','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_2',1,'descending',1.79590840033371090889e+09,'rather','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_2',2,'descending',1.79590840033517313003e+09,'rather','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_3',1,'',1.7959084003344213962e+09,'3.5','',NULL,10,1,0.25,0.5,'stop','says-1');
INSERT INTO "replies" VALUES('73cbe79bc037b2662c1834bf964468b50091d5f255827f1f961e0b608bbaab1d','default','bfi44_3',2,'',1.79590840033550977711e+09,'3.5','',NULL,10,1,0.25,0.5,'stop','says-1');
COMMIT;
