SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.alert_steps (
    alert_id uuid NOT NULL,
    key character varying(40) NOT NULL,
    kind character varying(40) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    remind_at timestamp with time zone,
    reminded integer NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledged_by_id uuid,
    ended_at timestamp with time zone,
    outcome character varying(40),
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.alerts (
    visit_id uuid,
    kind character varying(40) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    late_s double precision NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledged_by_id uuid,
    accounted_at timestamp with time zone,
    closed_at timestamp with time zone,
    closed_by_id uuid,
    closed_as character varying(20),
    cause text NOT NULL,
    cause_kind character varying(40),
    heard text NOT NULL,
    police_called_at timestamp with time zone,
    police_called_by_id uuid,
    police_reference character varying(80) NOT NULL,
    police_told_at timestamp with time zone,
    police_told_by_id uuid,
    drill boolean NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_alerts_closed_as CHECK (((closed_as IS NULL) OR ((closed_as)::text = ANY ((ARRAY['safe'::character varying, 'false_alarm'::character varying])::text[])))),
    CONSTRAINT ck_alerts_closed_by_somebody CHECK (((closed_at IS NULL) OR (closed_by_id IS NOT NULL))),
    CONSTRAINT ck_alerts_drill_calls_no_police CHECK (((NOT drill) OR (police_called_at IS NULL))),
    CONSTRAINT ck_alerts_drill_has_no_visit CHECK (((NOT drill) OR (visit_id IS NULL))),
    CONSTRAINT ck_alerts_false_alarm_has_a_cause CHECK ((((closed_as)::text <> 'false_alarm'::text) OR (cause <> ''::text))),
    CONSTRAINT ck_alerts_silence_has_a_visit CHECK (((visit_id IS NOT NULL) OR ((kind)::text = 'emergency'::text) OR drill)),
    CONSTRAINT ck_alerts_told_who_was_called CHECK (((police_told_at IS NULL) OR (police_called_at IS NOT NULL)))
);
CREATE TABLE public.attempts (
    subject character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.attendance_files (
    school_year character varying(9) NOT NULL,
    sha256 character varying(64) NOT NULL,
    source_sha256 character varying(64) NOT NULL,
    name character varying(160) NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    rows integer NOT NULL,
    layout character varying(40) NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    by_id uuid,
    replaced_at timestamp with time zone,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_attendance_files_first_before_last CHECK ((first_on <= last_on)),
    CONSTRAINT ck_attendance_files_rows CHECK ((rows >= 0))
);
CREATE TABLE public.audit (
    chain character varying(36) NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    command character varying(60) NOT NULL,
    outcome character varying(10) NOT NULL,
    subject_id uuid,
    correlation character varying(40) NOT NULL,
    digest character varying(64) NOT NULL,
    previous character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_audit_outcome CHECK (((outcome)::text = ANY ((ARRAY['change'::character varying, 'refused'::character varying, 'read'::character varying])::text[])))
);
CREATE TABLE public.audit_heads (
    chain character varying(36) NOT NULL,
    number integer NOT NULL,
    hash character varying(64) NOT NULL
);
CREATE TABLE public.audit_payloads (
    entry_id uuid NOT NULL,
    salt character varying(32) NOT NULL,
    payload jsonb NOT NULL
);
CREATE TABLE public.closures (
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    kind character varying(20) NOT NULL,
    note character varying(200) NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_closures_starts_before_it_ends CHECK ((starts_on <= ends_on))
);
CREATE TABLE public.concerns (
    visit_id uuid NOT NULL,
    pupil_id uuid,
    note text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    taken_at timestamp with time zone,
    taken_by_id uuid,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.confirmations (
    person_id uuid NOT NULL,
    policy_version_id uuid NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.contact_ways (
    person_id uuid NOT NULL,
    rank integer NOT NULL,
    channel character varying(40) NOT NULL,
    address character varying(500) NOT NULL,
    verified_at timestamp with time zone,
    code_hash character varying(64),
    code_ends_at timestamp with time zone,
    code_tries integer NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_contact_ways_first_or_second CHECK ((rank = ANY (ARRAY[1, 2])))
);
CREATE TABLE public.cover (
    role character varying(40) NOT NULL,
    person_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    for_authorising boolean NOT NULL,
    accepted_at timestamp with time zone,
    given_by_id uuid NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_cover_from_before_to CHECK ((from_at < to_at))
);
CREATE TABLE public.deadlines (
    visit_id uuid NOT NULL,
    name character varying(90) NOT NULL,
    stage character varying(40) NOT NULL,
    stop_id uuid,
    visitor_id uuid,
    due_at timestamp with time zone NOT NULL,
    ladder boolean NOT NULL,
    raised_at timestamp with time zone,
    closed_at timestamp with time zone,
    alert_id uuid,
    set_aside_until timestamp with time zone,
    nudge_at timestamp with time zone,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.drafts (
    person_id uuid NOT NULL,
    school_id uuid,
    form character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    payload character varying NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.duty_hours (
    person_id uuid NOT NULL,
    weekday integer NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_duty_hours_starts_before_it_ends CHECK ((starts < ends)),
    CONSTRAINT ck_duty_hours_weekday CHECK (((weekday >= 0) AND (weekday <= 6)))
);
CREATE TABLE public.events (
    visit_id uuid NOT NULL,
    stop_id uuid,
    kind character varying(40) NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    by_id uuid,
    by_name character varying(120) NOT NULL,
    via character varying(40) NOT NULL,
    visitor_ids jsonb NOT NULL,
    minutes integer NOT NULL,
    outcome character varying(40),
    note text NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.feed_tokens (
    token_hash character varying(64) NOT NULL,
    person_id uuid NOT NULL,
    feed character varying(20) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    id uuid NOT NULL
);
CREATE TABLE public.handovers (
    from_id uuid,
    by_id uuid NOT NULL,
    to_id uuid NOT NULL,
    why character varying(10) NOT NULL,
    note character varying(300) NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    accepted boolean,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_handovers_to_another CHECK ((from_id <> to_id)),
    CONSTRAINT ck_handovers_why CHECK (((why)::text = ANY ((ARRAY['turn'::character varying, 'closed'::character varying])::text[])))
);
CREATE TABLE public.household_contacts (
    household_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    relationship character varying(60) NOT NULL,
    phone character varying(20) NOT NULL,
    parental_responsibility boolean NOT NULL,
    may_be_spoken_to boolean NOT NULL,
    no_contact boolean NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.household_flags (
    household_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    note text NOT NULL,
    from_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    by_id uuid,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.households (
    name character varying(120) NOT NULL,
    address character varying(200) NOT NULL,
    postcode character varying(10) NOT NULL,
    phone character varying(20) NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.incidents (
    visit_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    note text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    investigated_at timestamp with time zone,
    agencies_notified text NOT NULL,
    measures_reviewed_at timestamp with time zone,
    training_needed boolean,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.invitations (
    token_hash character varying(64) NOT NULL,
    person_id uuid,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    id uuid NOT NULL
);
CREATE TABLE public.not_monitored (
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    raised_late integer NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.outbox (
    school_id uuid,
    alert_id uuid,
    step_id uuid,
    unique_key character varying(200) NOT NULL,
    topic character varying(40) NOT NULL,
    channel character varying(40) NOT NULL,
    rank integer NOT NULL,
    person_id uuid,
    recipient character varying(500) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    correlation character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    attempted_at timestamp with time zone,
    claimed_by character varying(60),
    claimed_until timestamp with time zone,
    delivered_at timestamp with time zone,
    given_up_at timestamp with time zone,
    passed_on_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    error character varying(200) NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.people (
    name character varying(120) NOT NULL,
    email character varying(200),
    mobile character varying(20) NOT NULL,
    staff_number character varying(40),
    password_hash character varying(200),
    pin_hash character varying(200),
    trained_on date,
    left_on date,
    made_up boolean NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.person_roles (
    person_id uuid NOT NULL,
    role character varying(40) NOT NULL,
    from_on date NOT NULL,
    to_on date,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_person_roles_from_before_to CHECK (((to_on IS NULL) OR (from_on <= to_on)))
);
CREATE TABLE public.phrase_known (
    person_id uuid NOT NULL,
    phrase_set_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.policy_versions (
    number integer NOT NULL,
    key character varying(60) NOT NULL,
    title character varying(200) NOT NULL,
    document jsonb NOT NULL,
    in_force_from date NOT NULL,
    in_force_to date,
    owner character varying(120) NOT NULL,
    approver character varying(120),
    approved_on date,
    last_review_on date,
    next_review_on date,
    adopted_at timestamp with time zone NOT NULL,
    adopted_by_id uuid,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_policy_versions_from_before_to CHECK (((in_force_to IS NULL) OR (in_force_from <= in_force_to)))
);
CREATE TABLE public.pupils (
    household_id uuid,
    number character varying(40) NOT NULL,
    given_name character varying(60) NOT NULL,
    family_name character varying(60) NOT NULL,
    year_group character varying(10) NOT NULL,
    born_on date,
    on_roll_from date,
    on_roll_to date,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.review_reminders (
    policy_version_id uuid NOT NULL,
    due_on date NOT NULL,
    stage integer NOT NULL,
    sent_on date NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.risk_answers (
    assessment_id uuid NOT NULL,
    question character varying(60) NOT NULL,
    answer character varying(10) NOT NULL,
    is_risk boolean NOT NULL,
    note text NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_risk_answers_answer CHECK (((answer)::text = ANY ((ARRAY['yes'::character varying, 'no'::character varying, 'not_known'::character varying])::text[])))
);
CREATE TABLE public.risk_assessments (
    household_id uuid,
    visit_id uuid,
    policy_version_id uuid NOT NULL,
    assessed_on date NOT NULL,
    valid_until date,
    not_known boolean NOT NULL,
    risks integer NOT NULL,
    concerns text NOT NULL,
    signed_manager character varying(120) NOT NULL,
    signed_worker character varying(120) NOT NULL,
    signed_agency character varying(120) NOT NULL,
    by_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_risk_assessments_valid_after_assessed CHECK (((valid_until IS NULL) OR (assessed_on <= valid_until)))
);
CREATE TABLE public.schools (
    name character varying(120) NOT NULL,
    slug character varying(60) NOT NULL,
    trust character varying(120),
    timezone character varying(40) NOT NULL,
    region character varying(40) NOT NULL,
    office_phone character varying(20) NOT NULL,
    opens time without time zone NOT NULL,
    closes time without time zone NOT NULL,
    office_closes time without time zone NOT NULL,
    code_phrase character varying(200),
    code_phrase_set_at timestamp with time zone,
    reminder_role character varying(40) NOT NULL,
    made_up boolean NOT NULL,
    unreachable character varying(40) NOT NULL,
    arrive_minutes integer,
    not_seen_on boolean NOT NULL,
    phrase_days integer NOT NULL,
    drill_days integer NOT NULL,
    settings_version integer NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_schools_arrive_minutes CHECK (((arrive_minutes IS NULL) OR ((arrive_minutes >= 0) AND (arrive_minutes <= 120)))),
    CONSTRAINT ck_schools_drill_days CHECK (((drill_days >= 7) AND (drill_days <= 1830))),
    CONSTRAINT ck_schools_phrase_days CHECK (((phrase_days >= 7) AND (phrase_days <= 1830))),
    CONSTRAINT ck_schools_unreachable CHECK (((unreachable)::text = ANY ((ARRAY['warn'::character varying, 'block'::character varying])::text[])))
);
CREATE TABLE public.sign_ins (
    token_hash character varying(64) NOT NULL,
    person_id uuid,
    board_school_id uuid,
    opened_by_id uuid,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    device character varying(120) NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_sign_ins_person_or_board CHECK (((person_id IS NULL) <> (board_school_id IS NULL)))
);
CREATE TABLE public.step_results (
    alert_step_id uuid NOT NULL,
    visitor_id uuid,
    outcome character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    by_name character varying(120) NOT NULL,
    via character varying(40) NOT NULL,
    note text NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.stop_pupils (
    stop_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.stops (
    visit_id uuid NOT NULL,
    "position" integer NOT NULL,
    household_id uuid,
    address character varying(240) NOT NULL,
    place character varying(40) NOT NULL,
    due_in_at timestamp with time zone NOT NULL,
    due_out_at timestamp with time zone NOT NULL,
    arrived_at timestamp with time zone,
    left_at timestamp with time zone,
    outcome character varying(40),
    who_was_seen text NOT NULL,
    first_visit boolean NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_stops_in_before_out CHECK ((due_in_at < due_out_at))
);
CREATE TABLE public.tasks (
    visit_id uuid,
    about_id uuid,
    kind character varying(40) NOT NULL,
    title character varying(200) NOT NULL,
    duties character varying(60) NOT NULL,
    owner_id uuid,
    owner_role character varying(40),
    due_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_by_id uuid,
    note text NOT NULL,
    came_of_it text NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_tasks_has_an_owner CHECK (((owner_id IS NOT NULL) OR (owner_role IS NOT NULL)))
);
CREATE TABLE public.terms (
    academic_year character varying(9) NOT NULL,
    name character varying(40) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_terms_starts_before_it_ends CHECK ((starts_on <= ends_on))
);
CREATE TABLE public.vehicles (
    person_id uuid,
    make character varying(40) NOT NULL,
    model character varying(40) NOT NULL,
    colour character varying(40) NOT NULL,
    registration character varying(12) NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.visit_answers (
    visit_id uuid NOT NULL,
    key character varying(80) NOT NULL,
    verdict character varying(10) NOT NULL,
    sentence text NOT NULL,
    duties jsonb NOT NULL,
    reason text NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.visitors (
    visit_id uuid NOT NULL,
    "position" integer NOT NULL,
    person_id uuid,
    name character varying(120) NOT NULL,
    role character varying(40) NOT NULL,
    part character varying(120) NOT NULL,
    mobile character varying(20) NOT NULL,
    organisation character varying(120) NOT NULL,
    trained boolean,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.visits (
    policy_version_id uuid NOT NULL,
    state character varying(40) NOT NULL,
    kind character varying(40) NOT NULL,
    reason character varying(40) NOT NULL,
    common_reason character varying(40) NOT NULL,
    reason_other character varying(300) NOT NULL,
    month character varying(7) NOT NULL,
    purpose text NOT NULL,
    alternatives text NOT NULL,
    who_to_see text NOT NULL,
    told boolean,
    told_exception character varying(300) NOT NULL,
    travel character varying(40) NOT NULL,
    vehicle_make character varying(40) NOT NULL,
    vehicle_model character varying(40) NOT NULL,
    vehicle_colour character varying(40) NOT NULL,
    vehicle_registration character varying(12) NOT NULL,
    agency_plan text NOT NULL,
    confirmed jsonb NOT NULL,
    out_at timestamp with time zone NOT NULL,
    back_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id uuid NOT NULL,
    authorised_at timestamp with time zone,
    authorised_by_id uuid,
    authorised_as_delegate boolean NOT NULL,
    declined_reason text NOT NULL,
    left_at timestamp with time zone,
    returned_at timestamp with time zone,
    unauthorised boolean NOT NULL,
    retrospective boolean NOT NULL,
    unauthorised_reviewed_at timestamp with time zone,
    emergency_at timestamp with time zone,
    stood_down_at timestamp with time zone,
    last_word_at timestamp with time zone,
    idempotency_key character varying(64) NOT NULL,
    version integer NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT ck_visits_authorised_by_somebody CHECK ((((state)::text <> 'authorised'::text) OR (authorised_by_id IS NOT NULL))),
    CONSTRAINT ck_visits_declined_has_a_reason CHECK ((((state)::text <> 'declined'::text) OR (declined_reason <> ''::text))),
    CONSTRAINT ck_visits_out_before_back CHECK ((out_at < back_at)),
    CONSTRAINT ck_visits_out_has_left CHECK ((((state)::text <> 'out'::text) OR (left_at IS NOT NULL))),
    CONSTRAINT ck_visits_out_is_authorised_or_says_not CHECK ((((state)::text <> ALL ((ARRAY['out'::character varying, 'back'::character varying, 'written_up'::character varying, 'closed'::character varying])::text[])) OR unauthorised OR retrospective OR (authorised_by_id IS NOT NULL)))
);
CREATE TABLE public.watch_turns (
    person_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
CREATE TABLE public.watcher_pulse (
    id integer NOT NULL,
    beat_at timestamp with time zone NOT NULL,
    holder character varying(60) NOT NULL,
    held_until timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL,
    facts jsonb NOT NULL,
    CONSTRAINT ck_watcher_pulse_only_one CHECK ((id = 1))
);
CREATE SEQUENCE public.watcher_pulse_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.watcher_pulse_id_seq OWNED BY public.watcher_pulse.id;
CREATE TABLE public.write_ups (
    visit_id uuid NOT NULL,
    system character varying(60) NOT NULL,
    reference character varying(80) NOT NULL,
    actions text NOT NULL,
    slt_told boolean NOT NULL,
    written_at timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    school_id uuid NOT NULL,
    id uuid NOT NULL
);
ALTER TABLE ONLY public.watcher_pulse ALTER COLUMN id SET DEFAULT nextval('public.watcher_pulse_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0002');
INSERT INTO public.alert_steps VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s key ; -- ''%s'' :x', 'ring_visitors', '2026-11-23 15:43:00+00', '2026-11-23 15:44:00+00', 1, '2026-11-23 15:46:00+00', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:48:00+00', 'answered_well', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.alerts VALUES ('00000000-0000-0000-0000-000000000001', 'overdue', '2026-11-23 15:42:00+00', '2026-11-23 15:43:00+00', 0.5, '2026-11-23 15:45:00+00', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:47:00+00', '2026-11-23 15:48:00+00', '00000000-0000-0000-0000-000000000001', 'safe', 'Zoë''s cause ; -- ''%s'' :x', 'forgot_to_call', 'Zoë''s heard ; -- ''%s'' :x', '2026-11-23 15:54:00+00', '00000000-0000-0000-0000-000000000001', 'Zoë''s police_reference ; -- ''%s'' :x', '2026-11-23 15:57:00+00', '00000000-0000-0000-0000-000000000001', false, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.attempts VALUES ('Zoë''s subject ; -- ''%s'' :x', '2026-11-23 15:41:00+00', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.attendance_files VALUES ('Zoë''s sch', 'Zoë''s sha256 ; -- ''%s'' :x', 'Zoë''s source_sha256 ; -- ''%s'' :x', 'Zoë''s name ; -- ''%s'' :x', '2026-11-05', '2026-11-06', 1, 'Zoë''s layout ; -- ''%s'' :x', '2026-11-23 15:48:00+00', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:50:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.audit VALUES ('00000000-0000-0000-0000-000000000001', 1, '2026-11-23 15:40:00+00', '00000000-0000-0000-0000-000000000001', 'visit.log', 'change', '00000000-0000-0000-0000-000000000009', '', '8ab9f9ac6bffc333bc3cdc598b44ae6ac1bb8af8be703f0c3564e5958ad28c51', '0000000000000000000000000000000000000000000000000000000000000000', '920e507376d8fa664aee02614ec581808b3b221ab2f95d75f3c983b7e720ce98', '01a20289-04a0-747a-8d1f-3cd548bf4ed8');
INSERT INTO public.audit VALUES ('00000000-0000-0000-0000-000000000001', 2, '2026-11-23 15:41:00+00', '00000000-0000-0000-0000-000000000001', 'visit.log', 'change', '00000000-0000-0000-0000-000000000009', '', 'dd3a6a01f03f81af7ee3c7024b2b99751e0bfb661694161e76fe4b867be84407', '920e507376d8fa664aee02614ec581808b3b221ab2f95d75f3c983b7e720ce98', '403ea18d2c81cd3e34471edc2fbe45da8cb41be7140cc4b91fbd91b4e683f783', '01a20289-04a6-7870-af15-644eb526b25c');
INSERT INTO public.audit VALUES ('00000000-0000-0000-0000-000000000001', 3, '2026-11-23 15:42:00+00', '00000000-0000-0000-0000-000000000001', 'visit.log', 'change', '00000000-0000-0000-0000-000000000009', '', '2f59c64361368e012721655d1015d37c00a5f7b8eedb072f30064fe8e29f40f9', '403ea18d2c81cd3e34471edc2fbe45da8cb41be7140cc4b91fbd91b4e683f783', 'a2f76e4cec0130e2151d1c788e9980d7269b872bffe5d0e5fa8f6e171c19bffa', '01a20289-04a8-70ca-bff1-d7b694e6f979');
INSERT INTO public.audit_heads VALUES ('00000000-0000-0000-0000-000000000001', 3, 'a2f76e4cec0130e2151d1c788e9980d7269b872bffe5d0e5fa8f6e171c19bffa');
INSERT INTO public.audit_payloads VALUES ('01a20289-04a0-747a-8d1f-3cd548bf4ed8', 'abf0eafb536946b6f88b9f9e4e026c58', '{"number": 0}');
INSERT INTO public.audit_payloads VALUES ('01a20289-04a6-7870-af15-644eb526b25c', '5dd22fd6c458afa3b254a96444da1204', '{"number": 1}');
INSERT INTO public.audit_payloads VALUES ('01a20289-04a8-70ca-bff1-d7b694e6f979', 'dbde61a598f9c67159d3eb7d4622b0ca', '{"number": 2}');
INSERT INTO public.closures VALUES ('2026-11-01', '2026-11-02', 'Zoë''s kind ; -- ''%s''', 'Zoë''s note ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.concerns VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'Zoë''s note ; -- ''%s'' :x', '2026-11-23 15:43:00+00', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:45:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.confirmations VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:42:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.contact_ways VALUES ('00000000-0000-0000-0000-000000000001', 1, 'email', 'Zoë''s address ; -- ''%s'' :x', '2026-11-23 15:44:00+00', 'Zoë''s code_hash ; -- ''%s'' :x', '2026-11-23 15:46:00+00', 1, '00000000-0000-0000-0000-000000000001');
INSERT INTO public.cover VALUES ('lead_dsl', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:42:00+00', '2026-11-23 15:43:00+00', true, '2026-11-23 15:45:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.deadlines VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s name ; -- ''%s'' :x', 'depart', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:45:00+00', true, '2026-11-23 15:47:00+00', '2026-11-23 15:48:00+00', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:50:00+00', '2026-11-23 15:51:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.drafts VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'Zoë''s form ; -- ''%s'' :x', 'Zoë''s title ; -- ''%s'' :x', 'Zoë''s payload ; -- ''%s'' :x', '2026-11-23 15:45:00+00', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.duty_hours VALUES ('00000000-0000-0000-0000-000000000001', 0, '08:02:00', '08:03:00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.events VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'request', '2026-11-23 15:43:00+00', '2026-11-23 15:44:00+00', '00000000-0000-0000-0000-000000000001', 'Zoë''s by_name ; -- ''%s'' :x', 'board', '{"said": ["Zoë''s \"dog\"", null, 1.5]}', 1, 'seen', 'Zoë''s note ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.feed_tokens VALUES ('Zoë''s token_hash ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', 'Zoë''s feed ; -- ''%s''', '2026-11-23 15:43:00+00', '2026-11-23 15:44:00+00', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.handovers VALUES (NULL, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'turn', 'Zoë''s note ; -- ''%s'' :x', '2026-11-23 15:45:00+00', '2026-11-23 15:46:00+00', true, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.household_contacts VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s name ; -- ''%s'' :x', 'Zoë''s relationship ; -- ''%s'' :x', 'Zoë''s phone ; -- ''%s', true, true, true, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.household_flags VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s kind ; -- ''%s'' :x', 'Zoë''s note ; -- ''%s'' :x', '2026-11-23 15:43:00+00', '2026-11-23 15:44:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.households VALUES ('Zoë''s name ; -- ''%s'' :x', 'Zoë''s address ; -- ''%s'' :x', 'Zoë''s post', 'Zoë''s phone ; -- ''%s', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.incidents VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s kind ; -- ''%s'' :x', 'Zoë''s note ; -- ''%s'' :x', '2026-11-23 15:43:00+00', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:45:00+00', '2026-11-23 15:46:00+00', 'Zoë''s agencies_notified ; -- ''%s'' :x', '2026-11-23 15:48:00+00', true, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.invitations VALUES ('Zoë''s token_hash ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:42:00+00', '2026-11-23 15:43:00+00', '2026-11-23 15:44:00+00', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.not_monitored VALUES ('2026-11-23 15:40:00+00', '2026-11-23 15:41:00+00', 1, '00000000-0000-0000-0000-000000000001');
INSERT INTO public.outbox VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'Zoë''s unique_key ; -- ''%s'' :x', 'Zoë''s topic ; -- ''%s'' :x', 'email', 1, '00000000-0000-0000-0000-000000000001', 'Zoë''s recipient ; -- ''%s'' :x', 'Zoë''s subject ; -- ''%s'' :x', 'Zoë''s body ; -- ''%s'' :x', 'Zoë''s correlation ; -- ''%s'' :x', '2026-11-23 15:52:00+00', '2026-11-23 15:53:00+00', 1, '2026-11-23 15:55:00+00', 'Zoë''s claimed_by ; -- ''%s'' :x', '2026-11-23 15:57:00+00', '2026-11-23 15:58:00+00', '2026-11-23 15:59:00+00', '2026-11-23 16:00:00+00', '2026-11-23 16:01:00+00', 'Zoë''s error ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.people VALUES ('Zoë''s name ; -- ''%s'' :x', 'Zoë''s email ; -- ''%s'' :x', 'Zoë''s mobile ; -- ''%', 'Zoë''s staff_number ; -- ''%s'' :x', 'Zoë''s password_hash ; -- ''%s'' :x', 'Zoë''s pin_hash ; -- ''%s'' :x', '2026-11-07', '2026-11-08', true, '00000000-0000-0000-0000-000000000001');
INSERT INTO public.person_roles VALUES ('00000000-0000-0000-0000-000000000001', 'lead_dsl', '2026-11-03', '2026-11-04', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.phrase_known VALUES ('00000000-0000-0000-0000-000000000001', '2026-11-23 15:41:00+00', '2026-11-23 15:42:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.policy_versions VALUES (1, 'Zoë''s key ; -- ''%s'' :x', 'Zoë''s title ; -- ''%s'' :x', '{"said": ["Zoë''s \"dog\"", null, 1.5]}', '2026-11-05', '2026-11-06', 'Zoë''s owner ; -- ''%s'' :x', 'Zoë''s approver ; -- ''%s'' :x', '2026-11-09', '2026-11-10', '2026-11-11', '2026-11-23 15:51:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.pupils VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s number ; -- ''%s'' :x', 'Zoë''s given_name ; -- ''%s'' :x', 'Zoë''s family_name ; -- ''%s'' :x', 'Zoë''s year', '2026-11-06', '2026-11-07', '2026-11-08', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.review_reminders VALUES ('00000000-0000-0000-0000-000000000001', '2026-11-02', 1, '2026-11-04', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.risk_answers VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s question ; -- ''%s'' :x', 'yes', true, 'Zoë''s note ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.risk_assessments VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '2026-11-04', '2026-11-05', true, 1, 'Zoë''s concerns ; -- ''%s'' :x', 'Zoë''s signed_manager ; -- ''%s'' :x', 'Zoë''s signed_worker ; -- ''%s'' :x', 'Zoë''s signed_agency ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '2026-11-23 15:52:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.schools VALUES ('Zoë''s name ; -- ''%s'' :x', 'Zoë''s slug ; -- ''%s'' :x', 'Zoë''s trust ; -- ''%s'' :x', 'Zoë''s timezone ; -- ''%s'' :x', 'Zoë''s region ; -- ''%s'' :x', 'Zoë''s office_phone ;', '08:06:00', '08:07:00', '08:08:00', 'Zoë''s code_phrase ; -- ''%s'' :x', '2026-11-23 15:50:00+00', 'lead_dsl', true, 'warn', 1, true, 365, 120, 1, '00000000-0000-0000-0000-000000000001');
INSERT INTO public.sign_ins VALUES ('Zoë''s token_hash ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', NULL, '00000000-0000-0000-0000-000000000001', '2026-11-23 15:44:00+00', '2026-11-23 15:45:00+00', '2026-11-23 15:46:00+00', '2026-11-23 15:47:00+00', 'Zoë''s device ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.step_results VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'answered_well', '2026-11-23 15:43:00+00', '00000000-0000-0000-0000-000000000001', 'Zoë''s by_name ; -- ''%s'' :x', 'board', 'Zoë''s note ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.stop_pupils VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.stops VALUES ('00000000-0000-0000-0000-000000000001', 1, '00000000-0000-0000-0000-000000000001', 'Zoë''s address ; -- ''%s'' :x', 'home', '2026-11-23 15:45:00+00', '2026-11-23 15:46:00+00', '2026-11-23 15:47:00+00', '2026-11-23 15:48:00+00', 'seen', 'Zoë''s who_was_seen ; -- ''%s'' :x', true, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.tasks VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'Zoë''s kind ; -- ''%s'' :x', 'Zoë''s title ; -- ''%s'' :x', 'Zoë''s duties ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', 'lead_dsl', '2026-11-23 15:47:00+00', '2026-11-23 15:48:00+00', '2026-11-23 15:49:00+00', '00000000-0000-0000-0000-000000000001', 'Zoë''s note ; -- ''%s'' :x', 'Zoë''s came_of_it ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.terms VALUES ('Zoë''s aca', 'Zoë''s name ; -- ''%s'' :x', '2026-11-03', '2026-11-04', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.vehicles VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s make ; -- ''%s'' :x', 'Zoë''s model ; -- ''%s'' :x', 'Zoë''s colour ; -- ''%s'' :x', 'Zoë''s regist', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.visit_answers VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s key ; -- ''%s'' :x', 'Zoë''s verd', 'Zoë''s sentence ; -- ''%s'' :x', '{"said": ["Zoë''s \"dog\"", null, 1.5]}', 'Zoë''s reason ; -- ''%s'' :x', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.visitors VALUES ('00000000-0000-0000-0000-000000000001', 1, '00000000-0000-0000-0000-000000000001', 'Zoë''s name ; -- ''%s'' :x', 'lead', 'Zoë''s part ; -- ''%s'' :x', 'Zoë''s mobile ; -- ''%', 'Zoë''s organisation ; -- ''%s'' :x', true, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.visits VALUES ('00000000-0000-0000-0000-000000000001', 'draft', 'emergency', 'Zoë''s reason ; -- ''%s'' :x', 'Zoë''s common_reason ; -- ''%s'' :x', 'Zoë''s reason_other ; -- ''%s'' :x', 'Zoë''s m', 'Zoë''s purpose ; -- ''%s'' :x', 'Zoë''s alternatives ; -- ''%s'' :x', 'Zoë''s who_to_see ; -- ''%s'' :x', true, 'Zoë''s told_exception ; -- ''%s'' :x', 'car', 'Zoë''s vehicle_make ; -- ''%s'' :x', 'Zoë''s vehicle_model ; -- ''%s'' :x', 'Zoë''s vehicle_colour ; -- ''%s'' :x', 'Zoë''s vehicl', 'Zoë''s agency_plan ; -- ''%s'' :x', '{"said": ["Zoë''s \"dog\"", null, 1.5]}', '2026-11-23 15:59:00+00', '2026-11-23 16:00:00+00', '2026-11-23 16:01:00+00', '00000000-0000-0000-0000-000000000001', '2026-11-23 16:03:00+00', '00000000-0000-0000-0000-000000000001', true, 'Zoë''s declined_reason ; -- ''%s'' :x', '2026-11-23 16:07:00+00', '2026-11-23 16:08:00+00', true, true, '2026-11-23 16:11:00+00', '2026-11-23 16:12:00+00', '2026-11-23 16:13:00+00', '2026-11-23 16:14:00+00', 'Zoë''s idempotency_key ; -- ''%s'' :x', 1, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.watch_turns VALUES ('00000000-0000-0000-0000-000000000001', '2026-11-23 15:41:00+00', '2026-11-23 15:42:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
INSERT INTO public.watcher_pulse VALUES (1, '2026-11-23 15:41:00+00', 'Zoë''s holder ; -- ''%s'' :x', '2026-11-23 15:43:00+00', '2026-11-23 15:44:00+00', '{"said": ["Zoë''s \"dog\"", null, 1.5]}');
INSERT INTO public.write_ups VALUES ('00000000-0000-0000-0000-000000000001', 'Zoë''s system ; -- ''%s'' :x', 'Zoë''s reference ; -- ''%s'' :x', 'Zoë''s actions ; -- ''%s'' :x', true, '2026-11-23 15:45:00+00', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
SELECT pg_catalog.setval('public.watcher_pulse_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.alert_steps
    ADD CONSTRAINT pk_alert_steps PRIMARY KEY (id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT pk_alerts PRIMARY KEY (id);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT pk_attempts PRIMARY KEY (id);
ALTER TABLE ONLY public.attendance_files
    ADD CONSTRAINT pk_attendance_files PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_heads
    ADD CONSTRAINT pk_audit_heads PRIMARY KEY (chain);
ALTER TABLE ONLY public.audit_payloads
    ADD CONSTRAINT pk_audit_payloads PRIMARY KEY (entry_id);
ALTER TABLE ONLY public.closures
    ADD CONSTRAINT pk_closures PRIMARY KEY (id);
ALTER TABLE ONLY public.concerns
    ADD CONSTRAINT pk_concerns PRIMARY KEY (id);
ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT pk_confirmations PRIMARY KEY (id);
ALTER TABLE ONLY public.contact_ways
    ADD CONSTRAINT pk_contact_ways PRIMARY KEY (id);
ALTER TABLE ONLY public.cover
    ADD CONSTRAINT pk_cover PRIMARY KEY (id);
ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT pk_deadlines PRIMARY KEY (id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT pk_drafts PRIMARY KEY (id);
ALTER TABLE ONLY public.duty_hours
    ADD CONSTRAINT pk_duty_hours PRIMARY KEY (id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT pk_events PRIMARY KEY (id);
ALTER TABLE ONLY public.feed_tokens
    ADD CONSTRAINT pk_feed_tokens PRIMARY KEY (id);
ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT pk_handovers PRIMARY KEY (id);
ALTER TABLE ONLY public.household_contacts
    ADD CONSTRAINT pk_household_contacts PRIMARY KEY (id);
ALTER TABLE ONLY public.household_flags
    ADD CONSTRAINT pk_household_flags PRIMARY KEY (id);
ALTER TABLE ONLY public.households
    ADD CONSTRAINT pk_households PRIMARY KEY (id);
ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT pk_incidents PRIMARY KEY (id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT pk_invitations PRIMARY KEY (id);
ALTER TABLE ONLY public.not_monitored
    ADD CONSTRAINT pk_not_monitored PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);
ALTER TABLE ONLY public.person_roles
    ADD CONSTRAINT pk_person_roles PRIMARY KEY (id);
ALTER TABLE ONLY public.phrase_known
    ADD CONSTRAINT pk_phrase_known PRIMARY KEY (id);
ALTER TABLE ONLY public.policy_versions
    ADD CONSTRAINT pk_policy_versions PRIMARY KEY (id);
ALTER TABLE ONLY public.pupils
    ADD CONSTRAINT pk_pupils PRIMARY KEY (id);
ALTER TABLE ONLY public.review_reminders
    ADD CONSTRAINT pk_review_reminders PRIMARY KEY (id);
ALTER TABLE ONLY public.risk_answers
    ADD CONSTRAINT pk_risk_answers PRIMARY KEY (id);
ALTER TABLE ONLY public.risk_assessments
    ADD CONSTRAINT pk_risk_assessments PRIMARY KEY (id);
ALTER TABLE ONLY public.schools
    ADD CONSTRAINT pk_schools PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT pk_sign_ins PRIMARY KEY (id);
ALTER TABLE ONLY public.step_results
    ADD CONSTRAINT pk_step_results PRIMARY KEY (id);
ALTER TABLE ONLY public.stop_pupils
    ADD CONSTRAINT pk_stop_pupils PRIMARY KEY (id);
ALTER TABLE ONLY public.stops
    ADD CONSTRAINT pk_stops PRIMARY KEY (id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT pk_tasks PRIMARY KEY (id);
ALTER TABLE ONLY public.terms
    ADD CONSTRAINT pk_terms PRIMARY KEY (id);
ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT pk_vehicles PRIMARY KEY (id);
ALTER TABLE ONLY public.visit_answers
    ADD CONSTRAINT pk_visit_answers PRIMARY KEY (id);
ALTER TABLE ONLY public.visitors
    ADD CONSTRAINT pk_visitors PRIMARY KEY (id);
ALTER TABLE ONLY public.visits
    ADD CONSTRAINT pk_visits PRIMARY KEY (id);
ALTER TABLE ONLY public.watch_turns
    ADD CONSTRAINT pk_watch_turns PRIMARY KEY (id);
ALTER TABLE ONLY public.watcher_pulse
    ADD CONSTRAINT pk_watcher_pulse PRIMARY KEY (id);
ALTER TABLE ONLY public.write_ups
    ADD CONSTRAINT pk_write_ups PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT uq_audit_chain_number UNIQUE (chain, number);
ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT uq_confirmations_person_id_policy_version_id UNIQUE (person_id, policy_version_id);
ALTER TABLE ONLY public.contact_ways
    ADD CONSTRAINT uq_contact_ways_person_id_rank UNIQUE (person_id, rank);
ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT uq_deadlines_visit_id_name UNIQUE (visit_id, name);
ALTER TABLE ONLY public.duty_hours
    ADD CONSTRAINT uq_duty_hours_school_id_person_id_weekday_starts UNIQUE (school_id, person_id, weekday, starts);
ALTER TABLE ONLY public.feed_tokens
    ADD CONSTRAINT uq_feed_tokens_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT uq_invitations_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT uq_outbox_unique_key UNIQUE (unique_key);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT uq_people_email UNIQUE (email);
ALTER TABLE ONLY public.person_roles
    ADD CONSTRAINT uq_person_roles_person_id_school_id_role_from_on UNIQUE (person_id, school_id, role, from_on);
ALTER TABLE ONLY public.phrase_known
    ADD CONSTRAINT uq_phrase_known_school_id_person_id_phrase_set_at UNIQUE (school_id, person_id, phrase_set_at);
ALTER TABLE ONLY public.policy_versions
    ADD CONSTRAINT uq_policy_versions_school_id_number UNIQUE (school_id, number);
ALTER TABLE ONLY public.pupils
    ADD CONSTRAINT uq_pupils_school_id_number UNIQUE (school_id, number);
ALTER TABLE ONLY public.review_reminders
    ADD CONSTRAINT uq_review_reminders_policy_version_id_due_on_stage UNIQUE (policy_version_id, due_on, stage);
ALTER TABLE ONLY public.risk_answers
    ADD CONSTRAINT uq_risk_answers_assessment_id_question UNIQUE (assessment_id, question);
ALTER TABLE ONLY public.schools
    ADD CONSTRAINT uq_schools_name UNIQUE (name);
ALTER TABLE ONLY public.schools
    ADD CONSTRAINT uq_schools_slug UNIQUE (slug);
ALTER TABLE ONLY public.stop_pupils
    ADD CONSTRAINT uq_stop_pupils_stop_id_pupil_id UNIQUE (stop_id, pupil_id);
ALTER TABLE ONLY public.stops
    ADD CONSTRAINT uq_stops_visit_id_position UNIQUE (visit_id, "position");
ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT uq_vehicles_school_id_registration UNIQUE (school_id, registration);
ALTER TABLE ONLY public.visit_answers
    ADD CONSTRAINT uq_visit_answers_visit_id_key UNIQUE (visit_id, key);
ALTER TABLE ONLY public.visitors
    ADD CONSTRAINT uq_visitors_visit_id_position UNIQUE (visit_id, "position");
ALTER TABLE ONLY public.visits
    ADD CONSTRAINT uq_visits_school_id_idempotency_key UNIQUE (school_id, idempotency_key);
ALTER TABLE ONLY public.write_ups
    ADD CONSTRAINT uq_write_ups_visit_id UNIQUE (visit_id);
CREATE INDEX ix_alert_steps_alert_id ON public.alert_steps USING btree (alert_id);
CREATE INDEX ix_alert_steps_school_id ON public.alert_steps USING btree (school_id);
CREATE INDEX ix_alerts_open ON public.alerts USING btree (school_id) WHERE (closed_at IS NULL);
CREATE INDEX ix_alerts_school_id ON public.alerts USING btree (school_id);
CREATE INDEX ix_alerts_visit_id ON public.alerts USING btree (visit_id);
CREATE INDEX ix_attempts_subject_at ON public.attempts USING btree (subject, at);
CREATE INDEX ix_attendance_files_school_id ON public.attendance_files USING btree (school_id);
CREATE INDEX ix_audit_subject ON public.audit USING btree (subject_id, at);
CREATE INDEX ix_closures_school_id ON public.closures USING btree (school_id);
CREATE INDEX ix_concerns_school_id ON public.concerns USING btree (school_id);
CREATE INDEX ix_concerns_visit_id ON public.concerns USING btree (visit_id);
CREATE INDEX ix_confirmations_school_id ON public.confirmations USING btree (school_id);
CREATE INDEX ix_cover_person_id ON public.cover USING btree (person_id);
CREATE INDEX ix_cover_school_id ON public.cover USING btree (school_id);
CREATE INDEX ix_deadlines_due ON public.deadlines USING btree (due_at) WHERE ((raised_at IS NULL) AND (closed_at IS NULL));
CREATE INDEX ix_deadlines_nudge ON public.deadlines USING btree (nudge_at) WHERE ((closed_at IS NULL) AND (nudge_at IS NOT NULL));
CREATE INDEX ix_deadlines_open ON public.deadlines USING btree (school_id, due_at) WHERE (closed_at IS NULL);
CREATE INDEX ix_deadlines_school_id ON public.deadlines USING btree (school_id);
CREATE INDEX ix_drafts_person_id ON public.drafts USING btree (person_id);
CREATE INDEX ix_duty_hours_person_id ON public.duty_hours USING btree (person_id);
CREATE INDEX ix_duty_hours_school_id ON public.duty_hours USING btree (school_id);
CREATE INDEX ix_events_school_id ON public.events USING btree (school_id);
CREATE INDEX ix_events_visit_happened ON public.events USING btree (visit_id, happened_at);
CREATE INDEX ix_handovers_school_id ON public.handovers USING btree (school_id);
CREATE INDEX ix_handovers_to_id ON public.handovers USING btree (to_id);
CREATE INDEX ix_household_contacts_household_id ON public.household_contacts USING btree (household_id);
CREATE INDEX ix_household_contacts_school_id ON public.household_contacts USING btree (school_id);
CREATE INDEX ix_household_flags_household_id ON public.household_flags USING btree (household_id);
CREATE INDEX ix_household_flags_school_id ON public.household_flags USING btree (school_id);
CREATE INDEX ix_households_school_id ON public.households USING btree (school_id);
CREATE INDEX ix_incidents_school_id ON public.incidents USING btree (school_id);
CREATE INDEX ix_incidents_visit_id ON public.incidents USING btree (visit_id);
CREATE INDEX ix_outbox_alert_id ON public.outbox USING btree (alert_id);
CREATE INDEX ix_outbox_step_id ON public.outbox USING btree (step_id);
CREATE INDEX ix_outbox_to_send ON public.outbox USING btree (not_before) WHERE ((delivered_at IS NULL) AND (given_up_at IS NULL));
CREATE INDEX ix_person_roles_person_id ON public.person_roles USING btree (person_id);
CREATE INDEX ix_person_roles_school_id ON public.person_roles USING btree (school_id);
CREATE INDEX ix_phrase_known_person_id ON public.phrase_known USING btree (person_id);
CREATE INDEX ix_phrase_known_school_id ON public.phrase_known USING btree (school_id);
CREATE INDEX ix_policy_versions_school_id ON public.policy_versions USING btree (school_id);
CREATE INDEX ix_pupils_family_name ON public.pupils USING btree (family_name);
CREATE INDEX ix_pupils_household_id ON public.pupils USING btree (household_id);
CREATE INDEX ix_pupils_school_id ON public.pupils USING btree (school_id);
CREATE INDEX ix_review_reminders_school_id ON public.review_reminders USING btree (school_id);
CREATE INDEX ix_risk_answers_school_id ON public.risk_answers USING btree (school_id);
CREATE INDEX ix_risk_assessments_home ON public.risk_assessments USING btree (household_id, assessed_on);
CREATE INDEX ix_risk_assessments_school_id ON public.risk_assessments USING btree (school_id);
CREATE INDEX ix_risk_assessments_visit_id ON public.risk_assessments USING btree (visit_id);
CREATE UNIQUE INDEX ix_sign_ins_live ON public.sign_ins USING btree (token_hash);
CREATE INDEX ix_sign_ins_person_id ON public.sign_ins USING btree (person_id);
CREATE INDEX ix_step_results_alert_step_id ON public.step_results USING btree (alert_step_id);
CREATE INDEX ix_step_results_school_id ON public.step_results USING btree (school_id);
CREATE INDEX ix_stop_pupils_pupil_id ON public.stop_pupils USING btree (pupil_id);
CREATE INDEX ix_stop_pupils_school_id ON public.stop_pupils USING btree (school_id);
CREATE INDEX ix_stops_household_id ON public.stops USING btree (household_id);
CREATE INDEX ix_stops_school_id ON public.stops USING btree (school_id);
CREATE INDEX ix_tasks_about_id ON public.tasks USING btree (about_id);
CREATE INDEX ix_tasks_open ON public.tasks USING btree (school_id, due_at) WHERE (done_at IS NULL);
CREATE INDEX ix_tasks_owner_id ON public.tasks USING btree (owner_id);
CREATE INDEX ix_tasks_school_id ON public.tasks USING btree (school_id);
CREATE INDEX ix_tasks_visit_id ON public.tasks USING btree (visit_id);
CREATE INDEX ix_terms_school_id ON public.terms USING btree (school_id);
CREATE INDEX ix_vehicles_school_id ON public.vehicles USING btree (school_id);
CREATE INDEX ix_visit_answers_school_id ON public.visit_answers USING btree (school_id);
CREATE INDEX ix_visitors_person_id ON public.visitors USING btree (person_id);
CREATE INDEX ix_visitors_school_id ON public.visitors USING btree (school_id);
CREATE INDEX ix_visits_authorised_by_id ON public.visits USING btree (authorised_by_id);
CREATE INDEX ix_visits_created_by_id ON public.visits USING btree (created_by_id);
CREATE INDEX ix_visits_live ON public.visits USING btree (school_id, state) WHERE ((state)::text = ANY ((ARRAY['requested'::character varying, 'authorised'::character varying, 'out'::character varying])::text[]));
CREATE INDEX ix_visits_reason_month ON public.visits USING btree (school_id, month, common_reason, kind, reason, state);
CREATE INDEX ix_visits_school_id ON public.visits USING btree (school_id);
CREATE INDEX ix_visits_school_out ON public.visits USING btree (school_id, out_at);
CREATE INDEX ix_watch_turns_person_id ON public.watch_turns USING btree (person_id);
CREATE INDEX ix_watch_turns_school_id ON public.watch_turns USING btree (school_id);
CREATE INDEX ix_write_ups_school_id ON public.write_ups USING btree (school_id);
CREATE UNIQUE INDEX uq_alert_steps_one_open ON public.alert_steps USING btree (alert_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX uq_alerts_one_open ON public.alerts USING btree (visit_id, kind) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX uq_attendance_files_current ON public.attendance_files USING btree (school_id, school_year) WHERE (replaced_at IS NULL);
CREATE UNIQUE INDEX uq_feed_tokens_live ON public.feed_tokens USING btree (person_id, feed) WHERE (revoked_at IS NULL);
CREATE UNIQUE INDEX uq_handovers_one_open ON public.handovers USING btree (school_id) WHERE (answered_at IS NULL);
CREATE UNIQUE INDEX uq_policy_versions_in_force ON public.policy_versions USING btree (school_id) WHERE (in_force_to IS NULL);
CREATE UNIQUE INDEX uq_watch_turns_one_open ON public.watch_turns USING btree (school_id) WHERE (ended_at IS NULL);
CREATE TRIGGER audit_change BEFORE DELETE OR UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_payloads_change BEFORE UPDATE ON public.audit_payloads FOR EACH ROW WHEN ((NOT ((new.entry_id = old.entry_id) AND ((new.salt)::text = ''::text) AND ((new.payload)::text = '{}'::text)))) EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_payloads_delete BEFORE DELETE ON public.audit_payloads FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_payloads_truncate BEFORE TRUNCATE ON public.audit_payloads FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER events_change BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER events_truncate BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER step_results_change BEFORE DELETE OR UPDATE ON public.step_results FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER step_results_truncate BEFORE TRUNCATE ON public.step_results FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ONLY public.alert_steps
    ADD CONSTRAINT fk_alert_steps_acknowledged_by_id_people FOREIGN KEY (acknowledged_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.alert_steps
    ADD CONSTRAINT fk_alert_steps_alert_id_alerts FOREIGN KEY (alert_id) REFERENCES public.alerts(id);
ALTER TABLE ONLY public.alert_steps
    ADD CONSTRAINT fk_alert_steps_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT fk_alerts_acknowledged_by_id_people FOREIGN KEY (acknowledged_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT fk_alerts_closed_by_id_people FOREIGN KEY (closed_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT fk_alerts_police_called_by_id_people FOREIGN KEY (police_called_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT fk_alerts_police_told_by_id_people FOREIGN KEY (police_told_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT fk_alerts_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT fk_alerts_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.attendance_files
    ADD CONSTRAINT fk_attendance_files_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.attendance_files
    ADD CONSTRAINT fk_attendance_files_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.audit_payloads
    ADD CONSTRAINT fk_audit_payloads_entry_id_audit FOREIGN KEY (entry_id) REFERENCES public.audit(id);
ALTER TABLE ONLY public.closures
    ADD CONSTRAINT fk_closures_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.concerns
    ADD CONSTRAINT fk_concerns_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.concerns
    ADD CONSTRAINT fk_concerns_pupil_id_pupils FOREIGN KEY (pupil_id) REFERENCES public.pupils(id);
ALTER TABLE ONLY public.concerns
    ADD CONSTRAINT fk_concerns_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.concerns
    ADD CONSTRAINT fk_concerns_taken_by_id_people FOREIGN KEY (taken_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.concerns
    ADD CONSTRAINT fk_concerns_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT fk_confirmations_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT fk_confirmations_policy_version_id_policy_versions FOREIGN KEY (policy_version_id) REFERENCES public.policy_versions(id);
ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT fk_confirmations_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.contact_ways
    ADD CONSTRAINT fk_contact_ways_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.cover
    ADD CONSTRAINT fk_cover_given_by_id_people FOREIGN KEY (given_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.cover
    ADD CONSTRAINT fk_cover_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.cover
    ADD CONSTRAINT fk_cover_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT fk_deadlines_alert_id_alerts FOREIGN KEY (alert_id) REFERENCES public.alerts(id);
ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT fk_deadlines_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT fk_deadlines_stop_id_stops FOREIGN KEY (stop_id) REFERENCES public.stops(id);
ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT fk_deadlines_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT fk_deadlines_visitor_id_visitors FOREIGN KEY (visitor_id) REFERENCES public.visitors(id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.duty_hours
    ADD CONSTRAINT fk_duty_hours_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.duty_hours
    ADD CONSTRAINT fk_duty_hours_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_stop_id_stops FOREIGN KEY (stop_id) REFERENCES public.stops(id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.feed_tokens
    ADD CONSTRAINT fk_feed_tokens_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT fk_handovers_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT fk_handovers_from_id_people FOREIGN KEY (from_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT fk_handovers_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT fk_handovers_to_id_people FOREIGN KEY (to_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.household_contacts
    ADD CONSTRAINT fk_household_contacts_household_id_households FOREIGN KEY (household_id) REFERENCES public.households(id);
ALTER TABLE ONLY public.household_contacts
    ADD CONSTRAINT fk_household_contacts_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.household_flags
    ADD CONSTRAINT fk_household_flags_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.household_flags
    ADD CONSTRAINT fk_household_flags_household_id_households FOREIGN KEY (household_id) REFERENCES public.households(id);
ALTER TABLE ONLY public.household_flags
    ADD CONSTRAINT fk_household_flags_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.households
    ADD CONSTRAINT fk_households_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT fk_incidents_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT fk_incidents_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT fk_incidents_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_alert_id_alerts FOREIGN KEY (alert_id) REFERENCES public.alerts(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_step_id_alert_steps FOREIGN KEY (step_id) REFERENCES public.alert_steps(id);
ALTER TABLE ONLY public.person_roles
    ADD CONSTRAINT fk_person_roles_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.person_roles
    ADD CONSTRAINT fk_person_roles_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.phrase_known
    ADD CONSTRAINT fk_phrase_known_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.phrase_known
    ADD CONSTRAINT fk_phrase_known_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.phrase_known
    ADD CONSTRAINT fk_phrase_known_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.policy_versions
    ADD CONSTRAINT fk_policy_versions_adopted_by_id_people FOREIGN KEY (adopted_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.policy_versions
    ADD CONSTRAINT fk_policy_versions_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.pupils
    ADD CONSTRAINT fk_pupils_household_id_households FOREIGN KEY (household_id) REFERENCES public.households(id);
ALTER TABLE ONLY public.pupils
    ADD CONSTRAINT fk_pupils_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.review_reminders
    ADD CONSTRAINT fk_review_reminders_policy_version_id_policy_versions FOREIGN KEY (policy_version_id) REFERENCES public.policy_versions(id);
ALTER TABLE ONLY public.review_reminders
    ADD CONSTRAINT fk_review_reminders_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.risk_answers
    ADD CONSTRAINT fk_risk_answers_assessment_id_risk_assessments FOREIGN KEY (assessment_id) REFERENCES public.risk_assessments(id);
ALTER TABLE ONLY public.risk_answers
    ADD CONSTRAINT fk_risk_answers_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.risk_assessments
    ADD CONSTRAINT fk_risk_assessments_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.risk_assessments
    ADD CONSTRAINT fk_risk_assessments_household_id_households FOREIGN KEY (household_id) REFERENCES public.households(id);
ALTER TABLE ONLY public.risk_assessments
    ADD CONSTRAINT fk_risk_assessments_policy_version_id_policy_versions FOREIGN KEY (policy_version_id) REFERENCES public.policy_versions(id);
ALTER TABLE ONLY public.risk_assessments
    ADD CONSTRAINT fk_risk_assessments_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.risk_assessments
    ADD CONSTRAINT fk_risk_assessments_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT fk_sign_ins_board_school_id_schools FOREIGN KEY (board_school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT fk_sign_ins_opened_by_id_people FOREIGN KEY (opened_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT fk_sign_ins_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.step_results
    ADD CONSTRAINT fk_step_results_alert_step_id_alert_steps FOREIGN KEY (alert_step_id) REFERENCES public.alert_steps(id);
ALTER TABLE ONLY public.step_results
    ADD CONSTRAINT fk_step_results_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.step_results
    ADD CONSTRAINT fk_step_results_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.step_results
    ADD CONSTRAINT fk_step_results_visitor_id_visitors FOREIGN KEY (visitor_id) REFERENCES public.visitors(id);
ALTER TABLE ONLY public.stop_pupils
    ADD CONSTRAINT fk_stop_pupils_pupil_id_pupils FOREIGN KEY (pupil_id) REFERENCES public.pupils(id);
ALTER TABLE ONLY public.stop_pupils
    ADD CONSTRAINT fk_stop_pupils_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.stop_pupils
    ADD CONSTRAINT fk_stop_pupils_stop_id_stops FOREIGN KEY (stop_id) REFERENCES public.stops(id);
ALTER TABLE ONLY public.stops
    ADD CONSTRAINT fk_stops_household_id_households FOREIGN KEY (household_id) REFERENCES public.households(id);
ALTER TABLE ONLY public.stops
    ADD CONSTRAINT fk_stops_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.stops
    ADD CONSTRAINT fk_stops_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_done_by_id_people FOREIGN KEY (done_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_owner_id_people FOREIGN KEY (owner_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.terms
    ADD CONSTRAINT fk_terms_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT fk_vehicles_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT fk_vehicles_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.visit_answers
    ADD CONSTRAINT fk_visit_answers_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.visit_answers
    ADD CONSTRAINT fk_visit_answers_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.visitors
    ADD CONSTRAINT fk_visitors_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.visitors
    ADD CONSTRAINT fk_visitors_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.visitors
    ADD CONSTRAINT fk_visitors_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
ALTER TABLE ONLY public.visits
    ADD CONSTRAINT fk_visits_authorised_by_id_people FOREIGN KEY (authorised_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.visits
    ADD CONSTRAINT fk_visits_created_by_id_people FOREIGN KEY (created_by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.visits
    ADD CONSTRAINT fk_visits_policy_version_id_policy_versions FOREIGN KEY (policy_version_id) REFERENCES public.policy_versions(id);
ALTER TABLE ONLY public.visits
    ADD CONSTRAINT fk_visits_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.watch_turns
    ADD CONSTRAINT fk_watch_turns_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.watch_turns
    ADD CONSTRAINT fk_watch_turns_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.write_ups
    ADD CONSTRAINT fk_write_ups_by_id_people FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.write_ups
    ADD CONSTRAINT fk_write_ups_school_id_schools FOREIGN KEY (school_id) REFERENCES public.schools(id);
ALTER TABLE ONLY public.write_ups
    ADD CONSTRAINT fk_write_ups_visit_id_visits FOREIGN KEY (visit_id) REFERENCES public.visits(id);
