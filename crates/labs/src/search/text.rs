//! A text of the learner's own as documents: a line is one, a long line several.

/// The longest text, in bytes of UTF-8.
pub const TEXT_MAX: usize = 1_000_000;

/// The most characters of a document that a line becomes. A phrase that crosses the cut is not found.
const LINE_MAX: usize = 1_000;

/// Ids and texts: line 3 of `mine` is `mine:3`, or `mine:3.1`, `mine:3.2` if it is long. Blank lines are none.
pub(super) fn documents(name: &str, lines: &str) -> Vec<(String, String)> {
    let mut documents = Vec::new();
    for (at, line) in (1..).zip(lines.lines()) {
        let pieces = pieces(line.trim());
        match pieces.as_slice() {
            [] => {}
            [only] => documents.push((format!("{name}:{at}"), (*only).to_string())),
            many => {
                let many = (1..).zip(many);
                documents.extend(
                    many.map(|(n, text)| (format!("{name}:{at}.{n}"), (*text).to_string())),
                );
            }
        }
    }
    documents
}

/// Cuts a line behind the last sentence, else behind the last blank, else anywhere that keeps a piece short enough.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((limit, _)) = rest.char_indices().nth(LINE_MAX) {
        let head = &rest[..limit];
        let behind = |end: fn(char) -> bool| {
            let (at, last) = head.char_indices().rev().find(|(_, c)| end(*c))?;
            Some(at + last.len_utf8())
        };
        let cut = behind(|c| matches!(c, '。' | '！' | '？' | '.' | '!' | '?'));
        let cut = cut.or_else(|| behind(char::is_whitespace)).unwrap_or(limit);
        pieces.push(rest[..cut].trim());
        rest = rest[cut..].trim_start();
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_document_and_a_blank_one_is_none() {
        let found = documents("mine", "first line\n\n  third line  \n\t\n最后一行");
        let expected = [
            ("mine:1", "first line"),
            ("mine:3", "third line"),
            ("mine:5", "最后一行"),
        ];
        let expected = expected.map(|(id, text)| (id.to_string(), text.to_string()));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_long_line_is_cut_behind_sentences_and_nothing_is_lost() {
        for text in [
            "今天天气很好。".repeat(700),
            "a word and another ".repeat(400),
            "無".repeat(5_000),
            format!("{}。{}", "甲".repeat(999), "乙".repeat(1_000)),
        ] {
            let found = documents("t", &text);
            let lengths = found.iter().map(|(_, text)| text.chars().count());
            assert!(
                lengths.clone().all(|n| (1..=LINE_MAX).contains(&n)),
                "{lengths:?}"
            );
            assert!(
                found.len() <= 2 + text.chars().count() * 2 / LINE_MAX,
                "{}",
                found.len()
            );
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            let joined: String = found.iter().map(|(_, text)| bare(text)).collect();
            assert_eq!(joined, bare(&text));
            assert_eq!(found[0].0, "t:1.1");
        }
    }
}
