BEGIN TRANSACTION;
CREATE TABLE failures (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    received REAL NOT NULL, error TEXT NOT NULL
);
INSERT INTO "failures" VALUES('62d2bd9adc905e2e922530ca7e63044cf1ea2c8c4884aec96b4a1f36188951d6','b','self-introduction',2,1.79590840071787214283e+09,'busy');
CREATE TABLE judgements (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    judge TEXT NOT NULL, received REAL NOT NULL, text TEXT NOT NULL,
    UNIQUE (configuration, respondent, item, sample, judge)
);
CREATE TABLE manifest (name TEXT PRIMARY KEY, content TEXT NOT NULL);
INSERT INTO "manifest" VALUES('extent','{"personas": 2, "samples": 2, "with_default": false}');
INSERT INTO "manifest" VALUES('pool','{"a": {"mood": "calm", "age": "30"}, "b": {"mood": "lively"}}');
INSERT INTO "manifest" VALUES('schema','"persona-collapse/run/1"');
INSERT INTO "manifest" VALUES('study','{"instrument": {"id": "self-introduction", "version": "1", "digest": "91fc47b462935299e3bcb76de82f45725bda8c7ddb55544fcbcf68f315536cbe"}, "pool": {"name": "two", "digest": "1905f3e827595869805d6202e6bada904497f610f94d870dbc0e467c1f1c1bcf"}, "form": {"name": "standard", "system": "You are the person described below. Answer every question as this person would, out of their life, and stay this person throughout.\n\n{persona}", "closing": "Answer with one number from {low} to {high} and nothing else.", "before": "", "after": ""}, "labels": true, "order": "fixed", "sampling": {"mode": "generate", "temperature": 0.7, "max_tokens": 64, "thinking": null, "seed": 0}}');
INSERT INTO "manifest" VALUES('asked','{"study": "aea1876120bd1d34099bf30cace1ed9eecef73f459e44a4d27b2c6e5580fa39d", "backend": "said", "model": "says", "revision": "1", "sampling": {"mode": "generate", "temperature": 0.7, "max_tokens": 64, "thinking": null, "seed": 0}}');
INSERT INTO "manifest" VALUES('instrument','{"id": "self-introduction", "version": "1", "system": "You are the person described below. Speak as that person, in the first person, and stay that person throughout.", "question": "Please introduce yourself in several paragraphs. Say who you are and where you come from, what your life is like, what you value and what matters most to you, and how you see the world.", "temperature": 0.9, "max_tokens": 1024, "samples": 3, "source": "wording: persona-collapse; topics and protocol: arXiv 2604.24698"}');
INSERT INTO "manifest" VALUES('example','{"respondent": "a", "item": "self-introduction", "sample": 1, "system": "You are the person described below. Speak as that person, in the first person, and stay that person throughout.\n\nAnn, calm", "question": "Please introduce yourself in several paragraphs. Say who you are and where you come from, what your life is like, what you value and what matters most to you, and how you see the world.", "choices": [], "presentation": {"swapped": false, "descending": false}}');
INSERT INTO "manifest" VALUES('versions','{"persona-collapse": "0.1.0"}');
INSERT INTO "manifest" VALUES('begun','1795908400.7086797');
INSERT INTO "manifest" VALUES('configuration','"62d2bd9adc905e2e922530ca7e63044cf1ea2c8c4884aec96b4a1f36188951d6"');
CREATE TABLE replies (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    presentation TEXT NOT NULL, received REAL NOT NULL, text, reasoning, probabilities, prompt_tokens, completion_tokens, cost, latency, finish_reason, model,
    PRIMARY KEY (configuration, respondent, item, sample)
) WITHOUT ROWID;
INSERT INTO "replies" VALUES('62d2bd9adc905e2e922530ca7e63044cf1ea2c8c4884aec96b4a1f36188951d6','a','self-introduction',1,'',1.79590840071736264228e+09,'I am a.','',NULL,NULL,NULL,NULL,0.0,'','');
INSERT INTO "replies" VALUES('62d2bd9adc905e2e922530ca7e63044cf1ea2c8c4884aec96b4a1f36188951d6','a','self-introduction',2,'',1.79590840071767306324e+09,'I am a.','',NULL,NULL,NULL,NULL,0.0,'','');
INSERT INTO "replies" VALUES('62d2bd9adc905e2e922530ca7e63044cf1ea2c8c4884aec96b4a1f36188951d6','b','self-introduction',1,'',1.79590840071777796743e+09,'I am b.','',NULL,NULL,NULL,NULL,0.0,'','');
COMMIT;
