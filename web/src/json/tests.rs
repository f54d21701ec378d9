//! The reader against `serde_json`.

use std::collections::BTreeMap;

use lesson::{Notebook, SavedAttempt, SavedCell, SavedTry};
use serde::{Deserialize, Serialize};

use super::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    Named(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sheet {
    open: bool,
    kinds: Vec<Kind>,
    note: Option<String>,
    empty: Option<u32>,
    sizes: BTreeMap<String, u64>,
}

fn sheet() -> Sheet {
    let named = "a \"b\"\\ \n\t\r\u{1}\u{8}\u{c}/ 洗牌 🂡 {[";
    Sheet {
        open: true,
        kinds: vec![Kind::Plain, Kind::Named(named.to_string())],
        note: Some(String::new()),
        empty: None,
        sizes: BTreeMap::from([("one".to_string(), u64::MAX), (String::new(), 0)]),
    }
}

#[test]
fn what_serde_json_writes_is_read() {
    let notebook = Notebook {
        lesson: "shuffle".to_string(),
        cells: vec![SavedCell::default()],
        attempts: vec![SavedAttempt {
            last: Some(SavedTry {
                printed: vec![
                    Ok("now 4".to_string()),
                    Err(lesson::Refusal {
                        message: "no".to_string(),
                        why: String::new(),
                        fix: Some("run 4".to_string()),
                    }),
                ],
                ..SavedTry::default()
            }),
            ..SavedAttempt::default()
        }],
        ..Notebook::default()
    };
    for text in [
        serde_json::to_string(&notebook).unwrap(),
        serde_json::to_string_pretty(&notebook).unwrap() + "\n",
    ] {
        assert_eq!(read::<Notebook>(&text), Ok(notebook.clone()), "{text}");
    }
    let text = serde_json::to_string(&sheet()).unwrap();
    assert_eq!(read::<Sheet>(&text), Ok(sheet()), "{text}");
    assert_eq!(read::<Vec<u32>>(" [ ] "), Ok(Vec::new()));
}

#[test]
fn fields_come_in_any_order_with_others_between() {
    let text = r#" { "sizes" : { } , "other" : [ { "open" : "}" } , -1.5e9 , null ], "kinds": ["Plain"], "open": false } "#;
    let expected = Sheet {
        open: false,
        kinds: vec![Kind::Plain],
        note: None,
        empty: None,
        sizes: BTreeMap::new(),
    };
    assert_eq!(read::<Sheet>(text), Ok(expected.clone()));
    assert_eq!(serde_json::from_str::<Sheet>(text).unwrap(), expected);
}

#[test]
fn letters_may_be_escaped_as_others_do() {
    let text = r#""\ud83c\udca1 \u6d17\/\b\f""#;
    assert_eq!(
        read::<String>(text),
        Ok("\u{1f0a1} 洗/\u{8}\u{c}".to_string())
    );
    for wrong in [
        r#""\ud83c""#,
        r#""\ud83cx""#,
        r#""\udca1""#,
        r#""\u12""#,
        r#""\q""#,
        "\"",
    ] {
        assert!(read::<String>(wrong).is_err(), "{wrong}");
        assert!(serde_json::from_str::<String>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let told = |text: &str| read::<Sheet>(text).unwrap_err().to_string();
    assert_eq!(told(""), "line 1 column 1: expected an object: {");
    assert_eq!(
        told("{\n \"open\": 1,\n \"kinds\": [] }"),
        "line 2 column 9: expected true or false"
    );
    assert_eq!(
        told("{\"open\": true}"),
        "line 1 column 15: expected a field `kinds` before this"
    );
    assert_eq!(
        told("{\"open\": true, \"kinds\": [\"Round\"]}"),
        "line 1 column 33: expected one of Plain, Named"
    );
    let text = serde_json::to_string(&sheet()).unwrap() + "x";
    assert!(told(&text).ends_with("expected the end"), "{}", told(&text));
    assert_eq!(
        read::<u32>("4294967296").unwrap_err().expected,
        "another value"
    );
    assert_eq!(read::<u32>("-1").unwrap_err().expected, "a whole number");
}

#[test]
fn what_is_cut_or_changed_never_panics_and_is_read_as_serde_json_reads_it() {
    let text = serde_json::to_string(&sheet()).unwrap();
    for (end, _) in text.char_indices() {
        assert!(read::<Sheet>(&text[..end]).is_err(), "{}", &text[..end]);
        for other in ["[", "]", "{", "}", ",", ":", "\"", "\\", "9", "null", " "] {
            let changed = format!("{}{other}{}", &text[..end], &text[end..]);
            if let Ok(theirs) = serde_json::from_str::<Sheet>(&changed) {
                assert_eq!(read::<Sheet>(&changed), Ok(theirs), "{changed}");
            }
            let _ = read::<Sheet>(&changed);
        }
    }
}
