BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE alert_steps (
	alert_id CHAR(32) NOT NULL, 
	"key" VARCHAR(40) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	started_at DATETIME NOT NULL, 
	remind_at DATETIME, 
	reminded INTEGER NOT NULL, 
	acknowledged_at DATETIME, 
	acknowledged_by_id CHAR(32), 
	ended_at DATETIME, 
	outcome VARCHAR(40), 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_alert_steps PRIMARY KEY (id), 
	CONSTRAINT fk_alert_steps_acknowledged_by_id_people FOREIGN KEY(acknowledged_by_id) REFERENCES people (id), 
	CONSTRAINT fk_alert_steps_alert_id_alerts FOREIGN KEY(alert_id) REFERENCES alerts (id), 
	CONSTRAINT fk_alert_steps_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "alert_steps" VALUES('00000000000000000000000000000001','Zoë''s key ; -- ''%s'' :x','ring_visitors','2026-11-23 15:43:00.000000','2026-11-23 15:44:00.000000',1,'2026-11-23 15:46:00.000000','00000000000000000000000000000001','2026-11-23 15:48:00.000000','answered_well','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE alerts (
	visit_id CHAR(32), 
	kind VARCHAR(40) NOT NULL, 
	due_at DATETIME NOT NULL, 
	raised_at DATETIME NOT NULL, 
	late_s DOUBLE NOT NULL, 
	acknowledged_at DATETIME, 
	acknowledged_by_id CHAR(32), 
	accounted_at DATETIME, 
	closed_at DATETIME, 
	closed_by_id CHAR(32), 
	closed_as VARCHAR(20), 
	cause TEXT NOT NULL, 
	cause_kind VARCHAR(40), 
	heard TEXT NOT NULL, 
	police_called_at DATETIME, 
	police_called_by_id CHAR(32), 
	police_reference VARCHAR(80) NOT NULL, 
	police_told_at DATETIME, 
	police_told_by_id CHAR(32), 
	drill BOOLEAN NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_alerts PRIMARY KEY (id), 
	CONSTRAINT ck_alerts_false_alarm_has_a_cause CHECK (closed_as <> 'false_alarm' OR cause <> ''), 
	CONSTRAINT ck_alerts_closed_as CHECK (closed_as IS NULL OR closed_as IN ('safe', 'false_alarm')), 
	CONSTRAINT ck_alerts_silence_has_a_visit CHECK (visit_id IS NOT NULL OR kind = 'emergency' OR drill), 
	CONSTRAINT ck_alerts_drill_calls_no_police CHECK (NOT drill OR police_called_at IS NULL), 
	CONSTRAINT ck_alerts_drill_has_no_visit CHECK (NOT drill OR visit_id IS NULL), 
	CONSTRAINT ck_alerts_closed_by_somebody CHECK (closed_at IS NULL OR closed_by_id IS NOT NULL), 
	CONSTRAINT ck_alerts_told_who_was_called CHECK (police_told_at IS NULL OR police_called_at IS NOT NULL), 
	CONSTRAINT fk_alerts_acknowledged_by_id_people FOREIGN KEY(acknowledged_by_id) REFERENCES people (id), 
	CONSTRAINT fk_alerts_closed_by_id_people FOREIGN KEY(closed_by_id) REFERENCES people (id), 
	CONSTRAINT fk_alerts_police_called_by_id_people FOREIGN KEY(police_called_by_id) REFERENCES people (id), 
	CONSTRAINT fk_alerts_police_told_by_id_people FOREIGN KEY(police_told_by_id) REFERENCES people (id), 
	CONSTRAINT fk_alerts_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_alerts_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id)
);
INSERT INTO "alerts" VALUES('00000000000000000000000000000001','overdue','2026-11-23 15:42:00.000000','2026-11-23 15:43:00.000000',0.5,'2026-11-23 15:45:00.000000','00000000000000000000000000000001','2026-11-23 15:47:00.000000','2026-11-23 15:48:00.000000','00000000000000000000000000000001','safe','Zoë''s cause ; -- ''%s'' :x','forgot_to_call','Zoë''s heard ; -- ''%s'' :x','2026-11-23 15:54:00.000000','00000000000000000000000000000001','Zoë''s police_reference ; -- ''%s'' :x','2026-11-23 15:57:00.000000','00000000000000000000000000000001',0,'00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE attempts (
	subject VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_attempts PRIMARY KEY (id)
);
INSERT INTO "attempts" VALUES('Zoë''s subject ; -- ''%s'' :x','2026-11-23 15:41:00.000000','00000000000000000000000000000001');
CREATE TABLE attendance_files (
	school_year VARCHAR(9) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	source_sha256 VARCHAR(64) NOT NULL, 
	name VARCHAR(160) NOT NULL, 
	first_on DATE NOT NULL, 
	last_on DATE NOT NULL, 
	rows INTEGER NOT NULL, 
	layout VARCHAR(40) NOT NULL, 
	taken_at DATETIME NOT NULL, 
	by_id CHAR(32), 
	replaced_at DATETIME, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_attendance_files PRIMARY KEY (id), 
	CONSTRAINT ck_attendance_files_first_before_last CHECK (first_on <= last_on), 
	CONSTRAINT ck_attendance_files_rows CHECK (rows >= 0), 
	CONSTRAINT fk_attendance_files_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_attendance_files_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "attendance_files" VALUES('Zoë''s sch','Zoë''s sha256 ; -- ''%s'' :x','Zoë''s source_sha256 ; -- ''%s'' :x','Zoë''s name ; -- ''%s'' :x','2026-11-05','2026-11-06',1,'Zoë''s layout ; -- ''%s'' :x','2026-11-23 15:48:00.000000','00000000000000000000000000000001','2026-11-23 15:50:00.000000','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE audit (
	chain VARCHAR(36) NOT NULL, 
	number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor_id CHAR(32), 
	command VARCHAR(60) NOT NULL, 
	outcome VARCHAR(10) NOT NULL, 
	subject_id CHAR(32), 
	correlation VARCHAR(40) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id), 
	CONSTRAINT ck_audit_outcome CHECK (outcome IN ('change', 'refused', 'read')), 
	CONSTRAINT uq_audit_chain_number UNIQUE (chain, number)
);
INSERT INTO "audit" VALUES('00000000-0000-0000-0000-000000000001',1,'2026-11-23 15:40:00.000000','00000000000000000000000000000001','visit.log','change','00000000000000000000000000000009','','184f90c5756cea56d72dd1d53be2ad8cc8f2f029f3b2604a888dbfb780863837','0000000000000000000000000000000000000000000000000000000000000000','4daba90e7debbd9b17f961c6eeeb9317e9c0ae944c90e6c798788c9720b3e4cd','01a20288ffde72f8b4c141c45e4f7f24');
INSERT INTO "audit" VALUES('00000000-0000-0000-0000-000000000001',2,'2026-11-23 15:41:00.000000','00000000000000000000000000000001','visit.log','change','00000000000000000000000000000009','','b55dfe4433aa4f093c12d15c0e2df4073423a0f1313f7f8d55feabed19afedf7','4daba90e7debbd9b17f961c6eeeb9317e9c0ae944c90e6c798788c9720b3e4cd','dbd1c769df14b0f3e8b3eed4816c2061004fdf12277c3c2cf242cea90aa67f18','01a20288fff8723ba2963b36de1e2e12');
INSERT INTO "audit" VALUES('00000000-0000-0000-0000-000000000001',3,'2026-11-23 15:42:00.000000','00000000000000000000000000000001','visit.log','change','00000000000000000000000000000009','','faaec8c27ce77cf822be648b1a04a4f6cabb29bdb69b917e815a556d22f2e166','dbd1c769df14b0f3e8b3eed4816c2061004fdf12277c3c2cf242cea90aa67f18','8d5248ebb684eec2f6b472f9b36717b1f4cf8a426a820d422aa0fbbe16579951','01a202890000729ba46b616ac25deb73');
CREATE TABLE audit_heads (
	chain VARCHAR(36) NOT NULL, 
	number INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_heads PRIMARY KEY (chain)
);
INSERT INTO "audit_heads" VALUES('00000000-0000-0000-0000-000000000001',3,'8d5248ebb684eec2f6b472f9b36717b1f4cf8a426a820d422aa0fbbe16579951');
CREATE TABLE audit_payloads (
	entry_id CHAR(32) NOT NULL, 
	salt VARCHAR(32) NOT NULL, 
	payload JSON NOT NULL, 
	CONSTRAINT pk_audit_payloads PRIMARY KEY (entry_id), 
	CONSTRAINT fk_audit_payloads_entry_id_audit FOREIGN KEY(entry_id) REFERENCES audit (id)
);
INSERT INTO "audit_payloads" VALUES('01a20288ffde72f8b4c141c45e4f7f24','f12bf6932f2b06e2b08a017c48e61e62','{"number": 0}');
INSERT INTO "audit_payloads" VALUES('01a20288fff8723ba2963b36de1e2e12','21ca77cf373c162840062b1c841c767a','{"number": 1}');
INSERT INTO "audit_payloads" VALUES('01a202890000729ba46b616ac25deb73','f099b3e05d4fc6d1115ec51f972baa78','{"number": 2}');
CREATE TABLE closures (
	starts_on DATE NOT NULL, 
	ends_on DATE NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	note VARCHAR(200) NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_closures PRIMARY KEY (id), 
	CONSTRAINT ck_closures_starts_before_it_ends CHECK (starts_on <= ends_on), 
	CONSTRAINT fk_closures_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "closures" VALUES('2026-11-01','2026-11-02','Zoë''s kind ; -- ''%s''','Zoë''s note ; -- ''%s'' :x','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE concerns (
	visit_id CHAR(32) NOT NULL, 
	pupil_id CHAR(32), 
	note TEXT NOT NULL, 
	raised_at DATETIME NOT NULL, 
	by_id CHAR(32) NOT NULL, 
	taken_at DATETIME, 
	taken_by_id CHAR(32), 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_concerns PRIMARY KEY (id), 
	CONSTRAINT fk_concerns_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_concerns_pupil_id_pupils FOREIGN KEY(pupil_id) REFERENCES pupils (id), 
	CONSTRAINT fk_concerns_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_concerns_taken_by_id_people FOREIGN KEY(taken_by_id) REFERENCES people (id), 
	CONSTRAINT fk_concerns_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id)
);
INSERT INTO "concerns" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','Zoë''s note ; -- ''%s'' :x','2026-11-23 15:43:00.000000','00000000000000000000000000000001','2026-11-23 15:45:00.000000','00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE confirmations (
	person_id CHAR(32) NOT NULL, 
	policy_version_id CHAR(32) NOT NULL, 
	confirmed_at DATETIME NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_confirmations PRIMARY KEY (id), 
	CONSTRAINT fk_confirmations_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_confirmations_policy_version_id_policy_versions FOREIGN KEY(policy_version_id) REFERENCES policy_versions (id), 
	CONSTRAINT fk_confirmations_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_confirmations_person_id_policy_version_id UNIQUE (person_id, policy_version_id)
);
INSERT INTO "confirmations" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','2026-11-23 15:42:00.000000','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE contact_ways (
	person_id CHAR(32) NOT NULL, 
	rank INTEGER NOT NULL, 
	channel VARCHAR(40) NOT NULL, 
	address VARCHAR(500) NOT NULL, 
	verified_at DATETIME, 
	code_hash VARCHAR(64), 
	code_ends_at DATETIME, 
	code_tries INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_contact_ways PRIMARY KEY (id), 
	CONSTRAINT ck_contact_ways_first_or_second CHECK (rank IN (1, 2)), 
	CONSTRAINT fk_contact_ways_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_contact_ways_person_id_rank UNIQUE (person_id, rank)
);
INSERT INTO "contact_ways" VALUES('00000000000000000000000000000001',1,'email','Zoë''s address ; -- ''%s'' :x','2026-11-23 15:44:00.000000','Zoë''s code_hash ; -- ''%s'' :x','2026-11-23 15:46:00.000000',1,'00000000000000000000000000000001');
CREATE TABLE cover (
	role VARCHAR(40) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	from_at DATETIME NOT NULL, 
	to_at DATETIME NOT NULL, 
	for_authorising BOOLEAN NOT NULL, 
	accepted_at DATETIME, 
	given_by_id CHAR(32) NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_cover PRIMARY KEY (id), 
	CONSTRAINT ck_cover_from_before_to CHECK (from_at < to_at), 
	CONSTRAINT fk_cover_given_by_id_people FOREIGN KEY(given_by_id) REFERENCES people (id), 
	CONSTRAINT fk_cover_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_cover_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "cover" VALUES('lead_dsl','00000000000000000000000000000001','2026-11-23 15:42:00.000000','2026-11-23 15:43:00.000000',1,'2026-11-23 15:45:00.000000','00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE deadlines (
	visit_id CHAR(32) NOT NULL, 
	name VARCHAR(90) NOT NULL, 
	stage VARCHAR(40) NOT NULL, 
	stop_id CHAR(32), 
	visitor_id CHAR(32), 
	due_at DATETIME NOT NULL, 
	ladder BOOLEAN NOT NULL, 
	raised_at DATETIME, 
	closed_at DATETIME, 
	alert_id CHAR(32), 
	set_aside_until DATETIME, 
	nudge_at DATETIME, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_deadlines PRIMARY KEY (id), 
	CONSTRAINT fk_deadlines_alert_id_alerts FOREIGN KEY(alert_id) REFERENCES alerts (id), 
	CONSTRAINT fk_deadlines_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_deadlines_stop_id_stops FOREIGN KEY(stop_id) REFERENCES stops (id), 
	CONSTRAINT fk_deadlines_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id), 
	CONSTRAINT fk_deadlines_visitor_id_visitors FOREIGN KEY(visitor_id) REFERENCES visitors (id), 
	CONSTRAINT uq_deadlines_visit_id_name UNIQUE (visit_id, name)
);
INSERT INTO "deadlines" VALUES('00000000000000000000000000000001','Zoë''s name ; -- ''%s'' :x','depart','00000000000000000000000000000001','00000000000000000000000000000001','2026-11-23 15:45:00.000000',1,'2026-11-23 15:47:00.000000','2026-11-23 15:48:00.000000','00000000000000000000000000000001','2026-11-23 15:50:00.000000','2026-11-23 15:51:00.000000','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE drafts (
	person_id CHAR(32) NOT NULL, 
	school_id CHAR(32), 
	form VARCHAR(40) NOT NULL, 
	title VARCHAR(120) NOT NULL, 
	payload VARCHAR NOT NULL, 
	saved_at DATETIME NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (id), 
	CONSTRAINT fk_drafts_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_drafts_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "drafts" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','Zoë''s form ; -- ''%s'' :x','Zoë''s title ; -- ''%s'' :x','Zoë''s payload ; -- ''%s'' :x','2026-11-23 15:45:00.000000','00000000000000000000000000000001');
CREATE TABLE duty_hours (
	person_id CHAR(32) NOT NULL, 
	weekday INTEGER NOT NULL, 
	starts TIME NOT NULL, 
	ends TIME NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_duty_hours PRIMARY KEY (id), 
	CONSTRAINT ck_duty_hours_starts_before_it_ends CHECK (starts < ends), 
	CONSTRAINT ck_duty_hours_weekday CHECK (weekday BETWEEN 0 AND 6), 
	CONSTRAINT fk_duty_hours_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_duty_hours_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_duty_hours_school_id_person_id_weekday_starts UNIQUE (school_id, person_id, weekday, starts)
);
INSERT INTO "duty_hours" VALUES('00000000000000000000000000000001',0,'08:02:00.000000','08:03:00.000000','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE events (
	visit_id CHAR(32) NOT NULL, 
	stop_id CHAR(32), 
	kind VARCHAR(40) NOT NULL, 
	happened_at DATETIME NOT NULL, 
	entered_at DATETIME NOT NULL, 
	by_id CHAR(32), 
	by_name VARCHAR(120) NOT NULL, 
	via VARCHAR(40) NOT NULL, 
	visitor_ids JSON NOT NULL, 
	minutes INTEGER NOT NULL, 
	outcome VARCHAR(40), 
	note TEXT NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (id), 
	CONSTRAINT fk_events_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_events_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_events_stop_id_stops FOREIGN KEY(stop_id) REFERENCES stops (id), 
	CONSTRAINT fk_events_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id)
);
INSERT INTO "events" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','request','2026-11-23 15:43:00.000000','2026-11-23 15:44:00.000000','00000000000000000000000000000001','Zoë''s by_name ; -- ''%s'' :x','board','{"said": ["Zo\u00eb''s \"dog\"", null, 1.5]}',1,'seen','Zoë''s note ; -- ''%s'' :x','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE feed_tokens (
	token_hash VARCHAR(64) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	feed VARCHAR(20) NOT NULL, 
	made_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_feed_tokens PRIMARY KEY (id), 
	CONSTRAINT fk_feed_tokens_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_feed_tokens_token_hash UNIQUE (token_hash)
);
INSERT INTO "feed_tokens" VALUES('Zoë''s token_hash ; -- ''%s'' :x','00000000000000000000000000000001','Zoë''s feed ; -- ''%s''','2026-11-23 15:43:00.000000','2026-11-23 15:44:00.000000','00000000000000000000000000000001');
CREATE TABLE handovers (
	from_id CHAR(32), 
	by_id CHAR(32) NOT NULL, 
	to_id CHAR(32) NOT NULL, 
	why VARCHAR(10) NOT NULL, 
	note VARCHAR(300) NOT NULL, 
	offered_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	accepted BOOLEAN, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_handovers PRIMARY KEY (id), 
	CONSTRAINT ck_handovers_why CHECK (why IN ('turn', 'closed')), 
	CONSTRAINT ck_handovers_to_another CHECK (from_id <> to_id), 
	CONSTRAINT fk_handovers_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_handovers_from_id_people FOREIGN KEY(from_id) REFERENCES people (id), 
	CONSTRAINT fk_handovers_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_handovers_to_id_people FOREIGN KEY(to_id) REFERENCES people (id)
);
INSERT INTO "handovers" VALUES(NULL,'00000000000000000000000000000001','00000000000000000000000000000001','turn','Zoë''s note ; -- ''%s'' :x','2026-11-23 15:45:00.000000','2026-11-23 15:46:00.000000',1,'00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE household_contacts (
	household_id CHAR(32) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	relationship VARCHAR(60) NOT NULL, 
	phone VARCHAR(20) NOT NULL, 
	parental_responsibility BOOLEAN NOT NULL, 
	may_be_spoken_to BOOLEAN NOT NULL, 
	no_contact BOOLEAN NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_household_contacts PRIMARY KEY (id), 
	CONSTRAINT fk_household_contacts_household_id_households FOREIGN KEY(household_id) REFERENCES households (id), 
	CONSTRAINT fk_household_contacts_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "household_contacts" VALUES('00000000000000000000000000000001','Zoë''s name ; -- ''%s'' :x','Zoë''s relationship ; -- ''%s'' :x','Zoë''s phone ; -- ''%s',1,1,1,'00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE household_flags (
	household_id CHAR(32) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	note TEXT NOT NULL, 
	from_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	by_id CHAR(32), 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_household_flags PRIMARY KEY (id), 
	CONSTRAINT fk_household_flags_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_household_flags_household_id_households FOREIGN KEY(household_id) REFERENCES households (id), 
	CONSTRAINT fk_household_flags_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "household_flags" VALUES('00000000000000000000000000000001','Zoë''s kind ; -- ''%s'' :x','Zoë''s note ; -- ''%s'' :x','2026-11-23 15:43:00.000000','2026-11-23 15:44:00.000000','00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE households (
	name VARCHAR(120) NOT NULL, 
	address VARCHAR(200) NOT NULL, 
	postcode VARCHAR(10) NOT NULL, 
	phone VARCHAR(20) NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_households PRIMARY KEY (id), 
	CONSTRAINT fk_households_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "households" VALUES('Zoë''s name ; -- ''%s'' :x','Zoë''s address ; -- ''%s'' :x','Zoë''s post','Zoë''s phone ; -- ''%s','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE incidents (
	visit_id CHAR(32) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	note TEXT NOT NULL, 
	happened_at DATETIME NOT NULL, 
	by_id CHAR(32) NOT NULL, 
	entered_at DATETIME NOT NULL, 
	investigated_at DATETIME, 
	agencies_notified TEXT NOT NULL, 
	measures_reviewed_at DATETIME, 
	training_needed BOOLEAN, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_incidents PRIMARY KEY (id), 
	CONSTRAINT fk_incidents_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_incidents_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_incidents_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id)
);
INSERT INTO "incidents" VALUES('00000000000000000000000000000001','Zoë''s kind ; -- ''%s'' :x','Zoë''s note ; -- ''%s'' :x','2026-11-23 15:43:00.000000','00000000000000000000000000000001','2026-11-23 15:45:00.000000','2026-11-23 15:46:00.000000','Zoë''s agencies_notified ; -- ''%s'' :x','2026-11-23 15:48:00.000000',1,'00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE invitations (
	token_hash VARCHAR(64) NOT NULL, 
	person_id CHAR(32), 
	made_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	used_at DATETIME, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_invitations PRIMARY KEY (id), 
	CONSTRAINT fk_invitations_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_invitations_token_hash UNIQUE (token_hash)
);
INSERT INTO "invitations" VALUES('Zoë''s token_hash ; -- ''%s'' :x','00000000000000000000000000000001','2026-11-23 15:42:00.000000','2026-11-23 15:43:00.000000','2026-11-23 15:44:00.000000','00000000000000000000000000000001');
CREATE TABLE not_monitored (
	from_at DATETIME NOT NULL, 
	to_at DATETIME NOT NULL, 
	raised_late INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_not_monitored PRIMARY KEY (id)
);
INSERT INTO "not_monitored" VALUES('2026-11-23 15:40:00.000000','2026-11-23 15:41:00.000000',1,'00000000000000000000000000000001');
CREATE TABLE outbox (
	school_id CHAR(32), 
	alert_id CHAR(32), 
	step_id CHAR(32), 
	unique_key VARCHAR(200) NOT NULL, 
	topic VARCHAR(40) NOT NULL, 
	channel VARCHAR(40) NOT NULL, 
	rank INTEGER NOT NULL, 
	person_id CHAR(32), 
	recipient VARCHAR(500) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	body TEXT NOT NULL, 
	correlation VARCHAR(40) NOT NULL, 
	made_at DATETIME NOT NULL, 
	not_before DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	attempted_at DATETIME, 
	claimed_by VARCHAR(60), 
	claimed_until DATETIME, 
	delivered_at DATETIME, 
	given_up_at DATETIME, 
	passed_on_at DATETIME, 
	acknowledged_at DATETIME, 
	error VARCHAR(200) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_alert_id_alerts FOREIGN KEY(alert_id) REFERENCES alerts (id), 
	CONSTRAINT fk_outbox_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_outbox_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_outbox_step_id_alert_steps FOREIGN KEY(step_id) REFERENCES alert_steps (id), 
	CONSTRAINT uq_outbox_unique_key UNIQUE (unique_key)
);
INSERT INTO "outbox" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001','Zoë''s unique_key ; -- ''%s'' :x','Zoë''s topic ; -- ''%s'' :x','email',1,'00000000000000000000000000000001','Zoë''s recipient ; -- ''%s'' :x','Zoë''s subject ; -- ''%s'' :x','Zoë''s body ; -- ''%s'' :x','Zoë''s correlation ; -- ''%s'' :x','2026-11-23 15:52:00.000000','2026-11-23 15:53:00.000000',1,'2026-11-23 15:55:00.000000','Zoë''s claimed_by ; -- ''%s'' :x','2026-11-23 15:57:00.000000','2026-11-23 15:58:00.000000','2026-11-23 15:59:00.000000','2026-11-23 16:00:00.000000','2026-11-23 16:01:00.000000','Zoë''s error ; -- ''%s'' :x','00000000000000000000000000000001');
CREATE TABLE people (
	name VARCHAR(120) NOT NULL, 
	email VARCHAR(200), 
	mobile VARCHAR(20) NOT NULL, 
	staff_number VARCHAR(40), 
	password_hash VARCHAR(200), 
	pin_hash VARCHAR(200), 
	trained_on DATE, 
	left_on DATE, 
	made_up BOOLEAN NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT uq_people_email UNIQUE (email)
);
INSERT INTO "people" VALUES('Zoë''s name ; -- ''%s'' :x','Zoë''s email ; -- ''%s'' :x','Zoë''s mobile ; -- ''%','Zoë''s staff_number ; -- ''%s'' :x','Zoë''s password_hash ; -- ''%s'' :x','Zoë''s pin_hash ; -- ''%s'' :x','2026-11-07','2026-11-08',1,'00000000000000000000000000000001');
CREATE TABLE person_roles (
	person_id CHAR(32) NOT NULL, 
	role VARCHAR(40) NOT NULL, 
	from_on DATE NOT NULL, 
	to_on DATE, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_person_roles PRIMARY KEY (id), 
	CONSTRAINT ck_person_roles_from_before_to CHECK (to_on IS NULL OR from_on <= to_on), 
	CONSTRAINT fk_person_roles_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_person_roles_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_person_roles_person_id_school_id_role_from_on UNIQUE (person_id, school_id, role, from_on)
);
INSERT INTO "person_roles" VALUES('00000000000000000000000000000001','lead_dsl','2026-11-03','2026-11-04','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE phrase_known (
	person_id CHAR(32) NOT NULL, 
	phrase_set_at DATETIME NOT NULL, 
	told_at DATETIME NOT NULL, 
	by_id CHAR(32) NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_phrase_known PRIMARY KEY (id), 
	CONSTRAINT fk_phrase_known_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_phrase_known_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_phrase_known_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_phrase_known_school_id_person_id_phrase_set_at UNIQUE (school_id, person_id, phrase_set_at)
);
INSERT INTO "phrase_known" VALUES('00000000000000000000000000000001','2026-11-23 15:41:00.000000','2026-11-23 15:42:00.000000','00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE policy_versions (
	number INTEGER NOT NULL, 
	"key" VARCHAR(60) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	document JSON NOT NULL, 
	in_force_from DATE NOT NULL, 
	in_force_to DATE, 
	owner VARCHAR(120) NOT NULL, 
	approver VARCHAR(120), 
	approved_on DATE, 
	last_review_on DATE, 
	next_review_on DATE, 
	adopted_at DATETIME NOT NULL, 
	adopted_by_id CHAR(32), 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_policy_versions PRIMARY KEY (id), 
	CONSTRAINT ck_policy_versions_from_before_to CHECK (in_force_to IS NULL OR in_force_from <= in_force_to), 
	CONSTRAINT fk_policy_versions_adopted_by_id_people FOREIGN KEY(adopted_by_id) REFERENCES people (id), 
	CONSTRAINT fk_policy_versions_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_policy_versions_school_id_number UNIQUE (school_id, number)
);
INSERT INTO "policy_versions" VALUES(1,'Zoë''s key ; -- ''%s'' :x','Zoë''s title ; -- ''%s'' :x','{"said": ["Zo\u00eb''s \"dog\"", null, 1.5]}','2026-11-05','2026-11-06','Zoë''s owner ; -- ''%s'' :x','Zoë''s approver ; -- ''%s'' :x','2026-11-09','2026-11-10','2026-11-11','2026-11-23 15:51:00.000000','00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE pupils (
	household_id CHAR(32), 
	number VARCHAR(40) NOT NULL, 
	given_name VARCHAR(60) NOT NULL, 
	family_name VARCHAR(60) NOT NULL, 
	year_group VARCHAR(10) NOT NULL, 
	born_on DATE, 
	on_roll_from DATE, 
	on_roll_to DATE, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_pupils PRIMARY KEY (id), 
	CONSTRAINT fk_pupils_household_id_households FOREIGN KEY(household_id) REFERENCES households (id), 
	CONSTRAINT fk_pupils_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_pupils_school_id_number UNIQUE (school_id, number)
);
INSERT INTO "pupils" VALUES('00000000000000000000000000000001','Zoë''s number ; -- ''%s'' :x','Zoë''s given_name ; -- ''%s'' :x','Zoë''s family_name ; -- ''%s'' :x','Zoë''s year','2026-11-06','2026-11-07','2026-11-08','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE review_reminders (
	policy_version_id CHAR(32) NOT NULL, 
	due_on DATE NOT NULL, 
	stage INTEGER NOT NULL, 
	sent_on DATE NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_review_reminders PRIMARY KEY (id), 
	CONSTRAINT fk_review_reminders_policy_version_id_policy_versions FOREIGN KEY(policy_version_id) REFERENCES policy_versions (id), 
	CONSTRAINT fk_review_reminders_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_review_reminders_policy_version_id_due_on_stage UNIQUE (policy_version_id, due_on, stage)
);
INSERT INTO "review_reminders" VALUES('00000000000000000000000000000001','2026-11-02',1,'2026-11-04','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE risk_answers (
	assessment_id CHAR(32) NOT NULL, 
	question VARCHAR(60) NOT NULL, 
	answer VARCHAR(10) NOT NULL, 
	is_risk BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_risk_answers PRIMARY KEY (id), 
	CONSTRAINT ck_risk_answers_answer CHECK (answer IN ('yes', 'no', 'not_known')), 
	CONSTRAINT fk_risk_answers_assessment_id_risk_assessments FOREIGN KEY(assessment_id) REFERENCES risk_assessments (id), 
	CONSTRAINT fk_risk_answers_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_risk_answers_assessment_id_question UNIQUE (assessment_id, question)
);
INSERT INTO "risk_answers" VALUES('00000000000000000000000000000001','Zoë''s question ; -- ''%s'' :x','yes',1,'Zoë''s note ; -- ''%s'' :x','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE risk_assessments (
	household_id CHAR(32), 
	visit_id CHAR(32), 
	policy_version_id CHAR(32) NOT NULL, 
	assessed_on DATE NOT NULL, 
	valid_until DATE, 
	not_known BOOLEAN NOT NULL, 
	risks INTEGER NOT NULL, 
	concerns TEXT NOT NULL, 
	signed_manager VARCHAR(120) NOT NULL, 
	signed_worker VARCHAR(120) NOT NULL, 
	signed_agency VARCHAR(120) NOT NULL, 
	by_id CHAR(32) NOT NULL, 
	made_at DATETIME NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_risk_assessments PRIMARY KEY (id), 
	CONSTRAINT ck_risk_assessments_valid_after_assessed CHECK (valid_until IS NULL OR assessed_on <= valid_until), 
	CONSTRAINT fk_risk_assessments_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_risk_assessments_household_id_households FOREIGN KEY(household_id) REFERENCES households (id), 
	CONSTRAINT fk_risk_assessments_policy_version_id_policy_versions FOREIGN KEY(policy_version_id) REFERENCES policy_versions (id), 
	CONSTRAINT fk_risk_assessments_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_risk_assessments_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id)
);
INSERT INTO "risk_assessments" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001','2026-11-04','2026-11-05',1,1,'Zoë''s concerns ; -- ''%s'' :x','Zoë''s signed_manager ; -- ''%s'' :x','Zoë''s signed_worker ; -- ''%s'' :x','Zoë''s signed_agency ; -- ''%s'' :x','00000000000000000000000000000001','2026-11-23 15:52:00.000000','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE schools (
	name VARCHAR(120) NOT NULL, 
	slug VARCHAR(60) NOT NULL, 
	trust VARCHAR(120), 
	timezone VARCHAR(40) NOT NULL, 
	region VARCHAR(40) NOT NULL, 
	office_phone VARCHAR(20) NOT NULL, 
	opens TIME NOT NULL, 
	closes TIME NOT NULL, 
	office_closes TIME NOT NULL, 
	code_phrase VARCHAR(200), 
	code_phrase_set_at DATETIME, 
	reminder_role VARCHAR(40) NOT NULL, 
	made_up BOOLEAN NOT NULL, 
	unreachable VARCHAR(40) NOT NULL, 
	arrive_minutes INTEGER, 
	not_seen_on BOOLEAN NOT NULL, 
	phrase_days INTEGER NOT NULL, 
	drill_days INTEGER NOT NULL, 
	settings_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_schools PRIMARY KEY (id), 
	CONSTRAINT ck_schools_unreachable CHECK (unreachable IN ('warn', 'block')), 
	CONSTRAINT ck_schools_arrive_minutes CHECK (arrive_minutes IS NULL OR arrive_minutes BETWEEN 0 AND 120), 
	CONSTRAINT ck_schools_drill_days CHECK (drill_days BETWEEN 7 AND 1830), 
	CONSTRAINT ck_schools_phrase_days CHECK (phrase_days BETWEEN 7 AND 1830), 
	CONSTRAINT uq_schools_name UNIQUE (name), 
	CONSTRAINT uq_schools_slug UNIQUE (slug)
);
INSERT INTO "schools" VALUES('Zoë''s name ; -- ''%s'' :x','Zoë''s slug ; -- ''%s'' :x','Zoë''s trust ; -- ''%s'' :x','Zoë''s timezone ; -- ''%s'' :x','Zoë''s region ; -- ''%s'' :x','Zoë''s office_phone ;','08:06:00.000000','08:07:00.000000','08:08:00.000000','Zoë''s code_phrase ; -- ''%s'' :x','2026-11-23 15:50:00.000000','lead_dsl',1,'warn',1,1,365,120,1,'00000000000000000000000000000001');
CREATE TABLE sign_ins (
	token_hash VARCHAR(64) NOT NULL, 
	person_id CHAR(32), 
	board_school_id CHAR(32), 
	opened_by_id CHAR(32), 
	made_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	device VARCHAR(120) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_sign_ins PRIMARY KEY (id), 
	CONSTRAINT ck_sign_ins_person_or_board CHECK ((person_id IS NULL) <> (board_school_id IS NULL)), 
	CONSTRAINT fk_sign_ins_board_school_id_schools FOREIGN KEY(board_school_id) REFERENCES schools (id), 
	CONSTRAINT fk_sign_ins_opened_by_id_people FOREIGN KEY(opened_by_id) REFERENCES people (id), 
	CONSTRAINT fk_sign_ins_person_id_people FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "sign_ins" VALUES('Zoë''s token_hash ; -- ''%s'' :x','00000000000000000000000000000001',NULL,'00000000000000000000000000000001','2026-11-23 15:44:00.000000','2026-11-23 15:45:00.000000','2026-11-23 15:46:00.000000','2026-11-23 15:47:00.000000','Zoë''s device ; -- ''%s'' :x','00000000000000000000000000000001');
CREATE TABLE step_results (
	alert_step_id CHAR(32) NOT NULL, 
	visitor_id CHAR(32), 
	outcome VARCHAR(40) NOT NULL, 
	at DATETIME NOT NULL, 
	by_id CHAR(32) NOT NULL, 
	by_name VARCHAR(120) NOT NULL, 
	via VARCHAR(40) NOT NULL, 
	note TEXT NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_step_results PRIMARY KEY (id), 
	CONSTRAINT fk_step_results_alert_step_id_alert_steps FOREIGN KEY(alert_step_id) REFERENCES alert_steps (id), 
	CONSTRAINT fk_step_results_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_step_results_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_step_results_visitor_id_visitors FOREIGN KEY(visitor_id) REFERENCES visitors (id)
);
INSERT INTO "step_results" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','answered_well','2026-11-23 15:43:00.000000','00000000000000000000000000000001','Zoë''s by_name ; -- ''%s'' :x','board','Zoë''s note ; -- ''%s'' :x','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE stop_pupils (
	stop_id CHAR(32) NOT NULL, 
	pupil_id CHAR(32) NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_stop_pupils PRIMARY KEY (id), 
	CONSTRAINT fk_stop_pupils_pupil_id_pupils FOREIGN KEY(pupil_id) REFERENCES pupils (id), 
	CONSTRAINT fk_stop_pupils_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_stop_pupils_stop_id_stops FOREIGN KEY(stop_id) REFERENCES stops (id), 
	CONSTRAINT uq_stop_pupils_stop_id_pupil_id UNIQUE (stop_id, pupil_id)
);
INSERT INTO "stop_pupils" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE stops (
	visit_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	household_id CHAR(32), 
	address VARCHAR(240) NOT NULL, 
	place VARCHAR(40) NOT NULL, 
	due_in_at DATETIME NOT NULL, 
	due_out_at DATETIME NOT NULL, 
	arrived_at DATETIME, 
	left_at DATETIME, 
	outcome VARCHAR(40), 
	who_was_seen TEXT NOT NULL, 
	first_visit BOOLEAN NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_stops PRIMARY KEY (id), 
	CONSTRAINT ck_stops_in_before_out CHECK (due_in_at < due_out_at), 
	CONSTRAINT fk_stops_household_id_households FOREIGN KEY(household_id) REFERENCES households (id), 
	CONSTRAINT fk_stops_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_stops_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id), 
	CONSTRAINT uq_stops_visit_id_position UNIQUE (visit_id, position)
);
INSERT INTO "stops" VALUES('00000000000000000000000000000001',1,'00000000000000000000000000000001','Zoë''s address ; -- ''%s'' :x','home','2026-11-23 15:45:00.000000','2026-11-23 15:46:00.000000','2026-11-23 15:47:00.000000','2026-11-23 15:48:00.000000','seen','Zoë''s who_was_seen ; -- ''%s'' :x',1,'00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE tasks (
	visit_id CHAR(32), 
	about_id CHAR(32), 
	kind VARCHAR(40) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	duties VARCHAR(60) NOT NULL, 
	owner_id CHAR(32), 
	owner_role VARCHAR(40), 
	due_at DATETIME NOT NULL, 
	made_at DATETIME NOT NULL, 
	done_at DATETIME, 
	done_by_id CHAR(32), 
	note TEXT NOT NULL, 
	came_of_it TEXT NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_tasks PRIMARY KEY (id), 
	CONSTRAINT ck_tasks_has_an_owner CHECK (owner_id IS NOT NULL OR owner_role IS NOT NULL), 
	CONSTRAINT fk_tasks_done_by_id_people FOREIGN KEY(done_by_id) REFERENCES people (id), 
	CONSTRAINT fk_tasks_owner_id_people FOREIGN KEY(owner_id) REFERENCES people (id), 
	CONSTRAINT fk_tasks_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_tasks_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id)
);
INSERT INTO "tasks" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','Zoë''s kind ; -- ''%s'' :x','Zoë''s title ; -- ''%s'' :x','Zoë''s duties ; -- ''%s'' :x','00000000000000000000000000000001','lead_dsl','2026-11-23 15:47:00.000000','2026-11-23 15:48:00.000000','2026-11-23 15:49:00.000000','00000000000000000000000000000001','Zoë''s note ; -- ''%s'' :x','Zoë''s came_of_it ; -- ''%s'' :x','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE terms (
	academic_year VARCHAR(9) NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_terms PRIMARY KEY (id), 
	CONSTRAINT ck_terms_starts_before_it_ends CHECK (starts_on <= ends_on), 
	CONSTRAINT fk_terms_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "terms" VALUES('Zoë''s aca','Zoë''s name ; -- ''%s'' :x','2026-11-03','2026-11-04','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE vehicles (
	person_id CHAR(32), 
	make VARCHAR(40) NOT NULL, 
	model VARCHAR(40) NOT NULL, 
	colour VARCHAR(40) NOT NULL, 
	registration VARCHAR(12) NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_vehicles PRIMARY KEY (id), 
	CONSTRAINT fk_vehicles_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_vehicles_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_vehicles_school_id_registration UNIQUE (school_id, registration)
);
INSERT INTO "vehicles" VALUES('00000000000000000000000000000001','Zoë''s make ; -- ''%s'' :x','Zoë''s model ; -- ''%s'' :x','Zoë''s colour ; -- ''%s'' :x','Zoë''s regist','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE visit_answers (
	visit_id CHAR(32) NOT NULL, 
	"key" VARCHAR(80) NOT NULL, 
	verdict VARCHAR(10) NOT NULL, 
	sentence TEXT NOT NULL, 
	duties JSON NOT NULL, 
	reason TEXT NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_visit_answers PRIMARY KEY (id), 
	CONSTRAINT fk_visit_answers_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_visit_answers_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id), 
	CONSTRAINT uq_visit_answers_visit_id_key UNIQUE (visit_id, "key")
);
INSERT INTO "visit_answers" VALUES('00000000000000000000000000000001','Zoë''s key ; -- ''%s'' :x','Zoë''s verd','Zoë''s sentence ; -- ''%s'' :x','{"said": ["Zo\u00eb''s \"dog\"", null, 1.5]}','Zoë''s reason ; -- ''%s'' :x','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE visitors (
	visit_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	person_id CHAR(32), 
	name VARCHAR(120) NOT NULL, 
	role VARCHAR(40) NOT NULL, 
	part VARCHAR(120) NOT NULL, 
	mobile VARCHAR(20) NOT NULL, 
	organisation VARCHAR(120) NOT NULL, 
	trained BOOLEAN, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_visitors PRIMARY KEY (id), 
	CONSTRAINT fk_visitors_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_visitors_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_visitors_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id), 
	CONSTRAINT uq_visitors_visit_id_position UNIQUE (visit_id, position)
);
INSERT INTO "visitors" VALUES('00000000000000000000000000000001',1,'00000000000000000000000000000001','Zoë''s name ; -- ''%s'' :x','lead','Zoë''s part ; -- ''%s'' :x','Zoë''s mobile ; -- ''%','Zoë''s organisation ; -- ''%s'' :x',1,'00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE visits (
	policy_version_id CHAR(32) NOT NULL, 
	state VARCHAR(40) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	common_reason VARCHAR(40) NOT NULL, 
	reason_other VARCHAR(300) NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	purpose TEXT NOT NULL, 
	alternatives TEXT NOT NULL, 
	who_to_see TEXT NOT NULL, 
	told BOOLEAN, 
	told_exception VARCHAR(300) NOT NULL, 
	travel VARCHAR(40) NOT NULL, 
	vehicle_make VARCHAR(40) NOT NULL, 
	vehicle_model VARCHAR(40) NOT NULL, 
	vehicle_colour VARCHAR(40) NOT NULL, 
	vehicle_registration VARCHAR(12) NOT NULL, 
	agency_plan TEXT NOT NULL, 
	confirmed JSON NOT NULL, 
	out_at DATETIME NOT NULL, 
	back_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id CHAR(32) NOT NULL, 
	authorised_at DATETIME, 
	authorised_by_id CHAR(32), 
	authorised_as_delegate BOOLEAN NOT NULL, 
	declined_reason TEXT NOT NULL, 
	left_at DATETIME, 
	returned_at DATETIME, 
	unauthorised BOOLEAN NOT NULL, 
	retrospective BOOLEAN NOT NULL, 
	unauthorised_reviewed_at DATETIME, 
	emergency_at DATETIME, 
	stood_down_at DATETIME, 
	last_word_at DATETIME, 
	idempotency_key VARCHAR(64) NOT NULL, 
	version INTEGER NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_visits PRIMARY KEY (id), 
	CONSTRAINT ck_visits_declined_has_a_reason CHECK (state <> 'declined' OR declined_reason <> ''), 
	CONSTRAINT ck_visits_out_has_left CHECK (state <> 'out' OR left_at IS NOT NULL), 
	CONSTRAINT ck_visits_authorised_by_somebody CHECK (state NOT IN ('authorised') OR authorised_by_id IS NOT NULL), 
	CONSTRAINT ck_visits_out_is_authorised_or_says_not CHECK (state NOT IN ('out', 'back', 'written_up', 'closed') OR unauthorised OR retrospective OR authorised_by_id IS NOT NULL), 
	CONSTRAINT ck_visits_out_before_back CHECK (out_at < back_at), 
	CONSTRAINT fk_visits_authorised_by_id_people FOREIGN KEY(authorised_by_id) REFERENCES people (id), 
	CONSTRAINT fk_visits_created_by_id_people FOREIGN KEY(created_by_id) REFERENCES people (id), 
	CONSTRAINT fk_visits_policy_version_id_policy_versions FOREIGN KEY(policy_version_id) REFERENCES policy_versions (id), 
	CONSTRAINT fk_visits_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT uq_visits_school_id_idempotency_key UNIQUE (school_id, idempotency_key)
);
INSERT INTO "visits" VALUES('00000000000000000000000000000001','draft','emergency','Zoë''s reason ; -- ''%s'' :x','Zoë''s common_reason ; -- ''%s'' :x','Zoë''s reason_other ; -- ''%s'' :x','Zoë''s m','Zoë''s purpose ; -- ''%s'' :x','Zoë''s alternatives ; -- ''%s'' :x','Zoë''s who_to_see ; -- ''%s'' :x',1,'Zoë''s told_exception ; -- ''%s'' :x','car','Zoë''s vehicle_make ; -- ''%s'' :x','Zoë''s vehicle_model ; -- ''%s'' :x','Zoë''s vehicle_colour ; -- ''%s'' :x','Zoë''s vehicl','Zoë''s agency_plan ; -- ''%s'' :x','{"said": ["Zo\u00eb''s \"dog\"", null, 1.5]}','2026-11-23 15:59:00.000000','2026-11-23 16:00:00.000000','2026-11-23 16:01:00.000000','00000000000000000000000000000001','2026-11-23 16:03:00.000000','00000000000000000000000000000001',1,'Zoë''s declined_reason ; -- ''%s'' :x','2026-11-23 16:07:00.000000','2026-11-23 16:08:00.000000',1,1,'2026-11-23 16:11:00.000000','2026-11-23 16:12:00.000000','2026-11-23 16:13:00.000000','2026-11-23 16:14:00.000000','Zoë''s idempotency_key ; -- ''%s'' :x',1,'00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE watch_turns (
	person_id CHAR(32) NOT NULL, 
	from_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_watch_turns PRIMARY KEY (id), 
	CONSTRAINT fk_watch_turns_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_watch_turns_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id)
);
INSERT INTO "watch_turns" VALUES('00000000000000000000000000000001','2026-11-23 15:41:00.000000','2026-11-23 15:42:00.000000','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE TABLE watcher_pulse (
	id INTEGER NOT NULL, 
	beat_at DATETIME NOT NULL, 
	holder VARCHAR(60) NOT NULL, 
	held_until DATETIME NOT NULL, 
	started_at DATETIME NOT NULL, 
	facts JSON NOT NULL, 
	CONSTRAINT pk_watcher_pulse PRIMARY KEY (id), 
	CONSTRAINT ck_watcher_pulse_only_one CHECK (id = 1)
);
INSERT INTO "watcher_pulse" VALUES(1,'2026-11-23 15:41:00.000000','Zoë''s holder ; -- ''%s'' :x','2026-11-23 15:43:00.000000','2026-11-23 15:44:00.000000','{"said": ["Zo\u00eb''s \"dog\"", null, 1.5]}');
CREATE TABLE write_ups (
	visit_id CHAR(32) NOT NULL, 
	system VARCHAR(60) NOT NULL, 
	reference VARCHAR(80) NOT NULL, 
	actions TEXT NOT NULL, 
	slt_told BOOLEAN NOT NULL, 
	written_at DATETIME NOT NULL, 
	by_id CHAR(32) NOT NULL, 
	school_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_write_ups PRIMARY KEY (id), 
	CONSTRAINT fk_write_ups_by_id_people FOREIGN KEY(by_id) REFERENCES people (id), 
	CONSTRAINT fk_write_ups_school_id_schools FOREIGN KEY(school_id) REFERENCES schools (id), 
	CONSTRAINT fk_write_ups_visit_id_visits FOREIGN KEY(visit_id) REFERENCES visits (id), 
	CONSTRAINT uq_write_ups_visit_id UNIQUE (visit_id)
);
INSERT INTO "write_ups" VALUES('00000000000000000000000000000001','Zoë''s system ; -- ''%s'' :x','Zoë''s reference ; -- ''%s'' :x','Zoë''s actions ; -- ''%s'' :x',1,'2026-11-23 15:45:00.000000','00000000000000000000000000000001','00000000000000000000000000000001','00000000000000000000000000000001');
CREATE INDEX ix_attempts_subject_at ON attempts (subject, at);
CREATE INDEX ix_audit_subject ON audit (subject_id, at);
CREATE INDEX ix_attendance_files_school_id ON attendance_files (school_id);
CREATE UNIQUE INDEX uq_attendance_files_current ON attendance_files (school_id, school_year) WHERE replaced_at IS NULL;
CREATE INDEX ix_closures_school_id ON closures (school_id);
CREATE INDEX ix_cover_person_id ON cover (person_id);
CREATE INDEX ix_cover_school_id ON cover (school_id);
CREATE INDEX ix_drafts_person_id ON drafts (person_id);
CREATE INDEX ix_duty_hours_person_id ON duty_hours (person_id);
CREATE INDEX ix_duty_hours_school_id ON duty_hours (school_id);
CREATE UNIQUE INDEX uq_feed_tokens_live ON feed_tokens (person_id, feed) WHERE revoked_at IS NULL;
CREATE INDEX ix_handovers_school_id ON handovers (school_id);
CREATE INDEX ix_handovers_to_id ON handovers (to_id);
CREATE UNIQUE INDEX uq_handovers_one_open ON handovers (school_id) WHERE answered_at IS NULL;
CREATE INDEX ix_households_school_id ON households (school_id);
CREATE INDEX ix_person_roles_person_id ON person_roles (person_id);
CREATE INDEX ix_person_roles_school_id ON person_roles (school_id);
CREATE INDEX ix_phrase_known_person_id ON phrase_known (person_id);
CREATE INDEX ix_phrase_known_school_id ON phrase_known (school_id);
CREATE INDEX ix_policy_versions_school_id ON policy_versions (school_id);
CREATE UNIQUE INDEX uq_policy_versions_in_force ON policy_versions (school_id) WHERE in_force_to IS NULL;
CREATE UNIQUE INDEX ix_sign_ins_live ON sign_ins (token_hash);
CREATE INDEX ix_sign_ins_person_id ON sign_ins (person_id);
CREATE INDEX ix_terms_school_id ON terms (school_id);
CREATE INDEX ix_vehicles_school_id ON vehicles (school_id);
CREATE INDEX ix_watch_turns_person_id ON watch_turns (person_id);
CREATE INDEX ix_watch_turns_school_id ON watch_turns (school_id);
CREATE UNIQUE INDEX uq_watch_turns_one_open ON watch_turns (school_id) WHERE ended_at IS NULL;
CREATE INDEX ix_confirmations_school_id ON confirmations (school_id);
CREATE INDEX ix_household_contacts_household_id ON household_contacts (household_id);
CREATE INDEX ix_household_contacts_school_id ON household_contacts (school_id);
CREATE INDEX ix_household_flags_household_id ON household_flags (household_id);
CREATE INDEX ix_household_flags_school_id ON household_flags (school_id);
CREATE INDEX ix_pupils_family_name ON pupils (family_name);
CREATE INDEX ix_pupils_household_id ON pupils (household_id);
CREATE INDEX ix_pupils_school_id ON pupils (school_id);
CREATE INDEX ix_review_reminders_school_id ON review_reminders (school_id);
CREATE INDEX ix_visits_authorised_by_id ON visits (authorised_by_id);
CREATE INDEX ix_visits_created_by_id ON visits (created_by_id);
CREATE INDEX ix_visits_live ON visits (school_id, state) WHERE state IN ('requested', 'authorised', 'out');
CREATE INDEX ix_visits_reason_month ON visits (school_id, month, common_reason, kind, reason, state);
CREATE INDEX ix_visits_school_id ON visits (school_id);
CREATE INDEX ix_visits_school_out ON visits (school_id, out_at);
CREATE INDEX ix_alerts_open ON alerts (school_id) WHERE closed_at IS NULL;
CREATE INDEX ix_alerts_school_id ON alerts (school_id);
CREATE INDEX ix_alerts_visit_id ON alerts (visit_id);
CREATE UNIQUE INDEX uq_alerts_one_open ON alerts (visit_id, kind) WHERE closed_at IS NULL;
CREATE INDEX ix_concerns_school_id ON concerns (school_id);
CREATE INDEX ix_concerns_visit_id ON concerns (visit_id);
CREATE INDEX ix_incidents_school_id ON incidents (school_id);
CREATE INDEX ix_incidents_visit_id ON incidents (visit_id);
CREATE INDEX ix_risk_assessments_home ON risk_assessments (household_id, assessed_on);
CREATE INDEX ix_risk_assessments_school_id ON risk_assessments (school_id);
CREATE INDEX ix_risk_assessments_visit_id ON risk_assessments (visit_id);
CREATE INDEX ix_stops_household_id ON stops (household_id);
CREATE INDEX ix_stops_school_id ON stops (school_id);
CREATE INDEX ix_tasks_about_id ON tasks (about_id);
CREATE INDEX ix_tasks_open ON tasks (school_id, due_at) WHERE done_at IS NULL;
CREATE INDEX ix_tasks_owner_id ON tasks (owner_id);
CREATE INDEX ix_tasks_school_id ON tasks (school_id);
CREATE INDEX ix_tasks_visit_id ON tasks (visit_id);
CREATE INDEX ix_visit_answers_school_id ON visit_answers (school_id);
CREATE INDEX ix_visitors_person_id ON visitors (person_id);
CREATE INDEX ix_visitors_school_id ON visitors (school_id);
CREATE INDEX ix_write_ups_school_id ON write_ups (school_id);
CREATE INDEX ix_alert_steps_alert_id ON alert_steps (alert_id);
CREATE INDEX ix_alert_steps_school_id ON alert_steps (school_id);
CREATE UNIQUE INDEX uq_alert_steps_one_open ON alert_steps (alert_id) WHERE ended_at IS NULL;
CREATE INDEX ix_deadlines_due ON deadlines (due_at) WHERE raised_at IS NULL AND closed_at IS NULL;
CREATE INDEX ix_deadlines_nudge ON deadlines (nudge_at) WHERE closed_at IS NULL AND nudge_at IS NOT NULL;
CREATE INDEX ix_deadlines_open ON deadlines (school_id, due_at) WHERE closed_at IS NULL;
CREATE INDEX ix_deadlines_school_id ON deadlines (school_id);
CREATE INDEX ix_events_school_id ON events (school_id);
CREATE INDEX ix_events_visit_happened ON events (visit_id, happened_at);
CREATE INDEX ix_risk_answers_school_id ON risk_answers (school_id);
CREATE INDEX ix_stop_pupils_pupil_id ON stop_pupils (pupil_id);
CREATE INDEX ix_stop_pupils_school_id ON stop_pupils (school_id);
CREATE INDEX ix_outbox_alert_id ON outbox (alert_id);
CREATE INDEX ix_outbox_step_id ON outbox (step_id);
CREATE INDEX ix_outbox_to_send ON outbox (not_before) WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX ix_step_results_alert_step_id ON step_results (alert_step_id);
CREATE INDEX ix_step_results_school_id ON step_results (school_id);
CREATE TRIGGER audit_update BEFORE UPDATE ON audit  BEGIN SELECT RAISE(ABORT, 'audit is only added to'); END;
CREATE TRIGGER audit_delete BEFORE DELETE ON audit  BEGIN SELECT RAISE(ABORT, 'audit is only added to'); END;
CREATE TRIGGER events_update BEFORE UPDATE ON events  BEGIN SELECT RAISE(ABORT, 'events is only added to'); END;
CREATE TRIGGER events_delete BEFORE DELETE ON events  BEGIN SELECT RAISE(ABORT, 'events is only added to'); END;
CREATE TRIGGER step_results_update BEFORE UPDATE ON step_results  BEGIN SELECT RAISE(ABORT, 'step_results is only added to'); END;
CREATE TRIGGER step_results_delete BEFORE DELETE ON step_results  BEGIN SELECT RAISE(ABORT, 'step_results is only added to'); END;
CREATE TRIGGER audit_payloads_update BEFORE UPDATE ON audit_payloads WHEN NOT (NEW.entry_id = OLD.entry_id AND NEW.salt = '' AND CAST(NEW.payload AS TEXT) = '{}') BEGIN SELECT RAISE(ABORT, 'audit_payloads is only added to'); END;
CREATE TRIGGER audit_payloads_delete BEFORE DELETE ON audit_payloads  BEGIN SELECT RAISE(ABORT, 'audit_payloads is only added to'); END;
COMMIT;
