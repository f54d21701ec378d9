//! Bodies as nobody writes them, and what a real 3.4.23 made of each.

use etcd::gateway::Gateway;

const PUT: &str = "/v3/kv/put";
const RANGE: &str = "/v3/kv/range";
const TXN: &str = "/v3/kv/txn";

fn error(path: &str, body: &str) -> String {
    let reply = Gateway::default().post(path, body);
    assert_eq!(reply.status, 400, "{body}: {}", reply.body);
    let text = reply.body.to_string();
    let (_, message) = text.split_once(r#""message":""#).expect("a message");
    let (message, _) = message.rsplit_once(r#"","code":3"#).expect("a code");
    message.replace(r#"\""#, "\"")
}

#[test]
fn what_cannot_be_read_is_refused_in_the_words_of_go() {
    let into =
        |kind: &str, ty: &str| format!("json: cannot unmarshal {kind} into Go value of type {ty}");
    for (body, message) in [
        ("[]", into("array", "map[string]json.RawMessage")),
        (r#"{"key":5}"#, into("number", "[]uint8")),
        (r#"{"key":[256]}"#, into("number 256", "uint8")),
        (r#"{"prev_kv":"true"}"#, into("string", "bool")),
        (r#"{"lease":1.5}"#, into("number 1.5", "int64")),
        (r#"{"lease":"1.0"}"#, into("number 1.0", "int64")),
        (
            r#"{"lease":"9223372036854775808"}"#,
            into("number 9223372036854775808", "int64"),
        ),
        (
            r#"{"lease":"x"}"#,
            "invalid character 'x' looking for beginning of value".into(),
        ),
        (
            r#"{"lease":"+1"}"#,
            "invalid character '+' looking for beginning of value".into(),
        ),
        (
            r#"{"lease":"0x10"}"#,
            "invalid character 'x' after top-level value".into(),
        ),
        (
            r#"{"lease":"01"}"#,
            "invalid character '1' after top-level value".into(),
        ),
        (r#"{"lease":""}"#, "unexpected end of JSON input".into()),
        ("null", "etcdserver: key is not provided".into()),
    ] {
        assert_eq!(error(PUT, body), message, "{body}");
    }
    let order = "etcdserverpb.RangeRequest_SortOrder";
    assert_eq!(error(RANGE, r#"{"sort_order":true}"#), into("bool", order));
    assert_eq!(
        error(RANGE, r#"{"sort_order":1.0}"#),
        into("number 1.0", order)
    );
}

#[test]
fn a_key_can_be_a_list_of_bytes_and_a_number_may_have_blanks_around_it() {
    let mut gateway = Gateway::default();
    assert_eq!(
        gateway.post(PUT, r#"{"key":[97],"value":"MQ=="}"#).status,
        200
    );
    let reply = gateway.post(RANGE, r#"{"key":"YQ==","limit":" 1 "}"#);
    assert!(
        reply.body.to_string().contains(r#""key":"YQ==""#),
        "{}",
        reply.body
    );
}

#[test]
fn of_two_spellings_of_a_field_camel_case_counts() {
    let mut gateway = Gateway::default();
    let put = |flags: &str| format!(r#"{{"key":"YQ==","value":"MQ==",{flags}}}"#);
    gateway.post(PUT, &put(r#""prev_kv":false"#));
    let reply = gateway.post(PUT, &put(r#""prevKv":true,"prev_kv":false"#));
    assert!(
        reply.body.to_string().contains("\"prev_kv\":{"),
        "{}",
        reply.body
    );
}

#[test]
fn an_unknown_order_does_not_sort() {
    let mut gateway = Gateway::default();
    for key in ["YQ==", "YQ==", "Yg=="] {
        gateway.post(PUT, &format!(r#"{{"key":"{key}"}}"#));
    }
    let body =
        r#"{"key":"AA==","range_end":"AA==","sort_order":3,"sort_target":"VERSION","limit":1}"#;
    let reply = gateway.post(RANGE, body);
    assert!(
        reply.body.to_string().contains(r#"[{"key":"YQ==""#),
        "{}",
        reply.body
    );
}

#[test]
fn unknown_targets_are_equal_and_unknown_results_hold_of_every_record() {
    for (compare, holds) in [
        (r#""key":"YQ==","target":5"#, true),
        (r#""key":"YQ==","target":5,"result":"GREATER""#, false),
        (r#""key":"YQ==","target":-1,"result":"NOT_EQUAL""#, false),
        (r#""key":"eg==","target":7"#, true),
        (
            r#""key":"YQ==","target":"VERSION","version":"9","result":4"#,
            true,
        ),
        (
            r#""key":"YQ==","target":"VALUE","value":"OQ==","result":4"#,
            true,
        ),
        (r#""key":"eg==","target":"VALUE","result":-1"#, false),
        (r#""key":"eg==","target":"MOD","result":4"#, true),
    ] {
        let mut gateway = Gateway::default();
        gateway.post(PUT, r#"{"key":"YQ==","value":"MQ=="}"#);
        let reply = gateway.post(TXN, &format!(r#"{{"compare":[{{{compare}}}]}}"#));
        let text = reply.body.to_string();
        assert_eq!(
            text.contains(r#""succeeded":true"#),
            holds,
            "{compare}: {text}"
        );
    }
}
