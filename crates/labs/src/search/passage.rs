//! The passage of a document that a search has found: a line of its text around the first word that is marked.

use super::TEXT;
use postings::segment::Document;
use postings::{Index, Query, Value, dsl, highlight, json::Json};
use std::ops::Range;

/// Characters that are kept before the first marked one.
const BEFORE: usize = 80;
/// Characters that are kept in all.
const KEPT: usize = 320;

/// A line of a document, with what a query has found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The characters, and whether each was found.
    line: Vec<(char, bool)>,
    /// Whether something stands before the line, and behind it.
    is_cut: [bool; 2],
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it was found.
    pub is_marked: bool,
}

impl Passage {
    /// The passage of a hit. A document of one text is shown by the text, another one as JSON.
    pub(super) fn new(index: &Index, query: &Query, document: &Document) -> Passage {
        let (text, spans) = match document.get(TEXT) {
            Some(value @ Value::Text(text)) if document.len() == 1 => {
                (text.clone(), highlight::spans(index, query, TEXT, value))
            }
            _ => as_json(index, query, document),
        };
        let mut line: Vec<(char, bool)> = Vec::new();
        let mut spans = spans.into_iter().peekable();
        for (at, c) in text.char_indices() {
            while spans.next_if(|span| span.end <= at).is_some() {}
            let is_marked = spans.peek().is_some_and(|span| span.start <= at);
            match c.is_whitespace() {
                true if line.last().is_none_or(|(before, _)| *before == ' ') => {}
                true => line.push((' ', is_marked)),
                false => line.push((c, is_marked)),
            }
        }
        if line.last().is_some_and(|(last, _)| *last == ' ') {
            line.pop();
        }
        let first = line.iter().position(|(_, is_marked)| *is_marked);
        let from = first.unwrap_or(0).saturating_sub(BEFORE);
        let to = line.len().min(from + KEPT);
        Passage {
            is_cut: [from > 0, to < line.len()],
            line: line[from..to].to_vec(),
        }
    }

    /// As much of it as there is room for, so that the first marked stretch is seen; `..` stands for what is left out.
    #[must_use]
    pub fn pieces(&self, room: f64, width: impl Fn(char) -> f64) -> Vec<Piece> {
        let wide =
            |range: Range<usize>| -> f64 { self.line[range].iter().map(|(c, _)| width(*c)).sum() };
        let first = self.line.iter().position(|(_, is_marked)| *is_marked);
        let mut from = 0;
        if let Some(first) = first {
            let marked = self.line[first..]
                .iter()
                .take_while(|(_, is_marked)| *is_marked);
            let end = first + marked.count();
            if self.is_cut[0] || wide(0..end) > room {
                from = first;
                while from > 0 && wide(from - 1..first) <= room / 3.0 {
                    from -= 1;
                }
            }
        }
        let mut to = from;
        let mut left = room;
        while to < self.line.len() && width(self.line[to].0) <= left {
            left -= width(self.line[to].0);
            to += 1;
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let mut push = |text: &str, is_marked: bool| match pieces.last_mut() {
            Some(last) if last.is_marked == is_marked => last.text += text,
            _ => pieces.push(Piece {
                text: text.to_string(),
                is_marked,
            }),
        };
        if from > 0 || self.is_cut[0] {
            push("..", false);
        }
        for (c, is_marked) in &self.line[from..to] {
            push(c.encode_utf8(&mut [0; 4]), *is_marked);
        }
        if to < self.line.len() || self.is_cut[1] {
            push("..", false);
        }
        pieces
    }
}

/// A document as JSON on one line, and where in that the query has found something.
fn as_json(index: &Index, query: &Query, document: &Document) -> (String, Vec<Range<usize>>) {
    let (mut json, mut spans) = ("{".to_string(), Vec::new());
    for (name, value) in document {
        if json.len() > 1 {
            json += ", ";
        }
        let member = Document::from([(name.clone(), value.clone())]);
        let member = dsl::write_document(&member).compact();
        let member = &member[1..member.len() - 1];
        if let Value::Text(text) = value {
            // A text is written with quotes around it, and escapes make it longer.
            let quoted = |text: &str| Json::text(text).compact().len();
            let start = json.len() + member.len() - quoted(text);
            let found = highlight::spans(index, query, name, value).into_iter();
            spans.extend(found.map(|span| {
                let place = |at: usize| start + quoted(&text[..at]) - 1;
                place(span.start)..place(span.end)
            }));
        }
        json += member;
    }
    (json + "}", spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, asked: &str, room: usize) -> String {
        let document = Document::from([(TEXT.to_string(), Value::from(text))]);
        show(document, asked, room)
    }

    fn show(document: Document, asked: &str, room: usize) -> String {
        let mut index = Index::default();
        index.put("1", document.clone()).expect("it fits");
        let query = Query::Match {
            field: TEXT.to_string(),
            query: asked.into(),
            all: false,
        };
        let passage = Passage::new(&index, &query, &document);
        let pieces = passage.pieces(room as f64, |_| 1.0).into_iter();
        let marked = |piece: Piece| match piece.is_marked {
            true => format!("[{}]", piece.text),
            false => piece.text,
        };
        pieces.map(marked).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole_with_what_was_found() {
        assert_eq!(shown("今天天气\n很好", "天气", 60), "今天[天气] 很好");
        assert_eq!(shown("nothing of it", "天气", 60), "nothing of it");
        assert_eq!(shown("", "天气", 60), "");
    }

    #[test]
    fn a_long_text_is_cut_around_what_was_found() {
        let text = format!("{} needle {}", "hay ".repeat(500), "straw ".repeat(500));
        assert_eq!(
            shown(&text, "needle", 30),
            "..y hay hay [needle] straw straw s.."
        );
        assert_eq!(shown(&text, "none", 10), "hay hay ha..");
        assert_eq!(shown("0123456789 needle", "needle", 12), "..789 [needle]");
    }

    #[test]
    fn another_document_is_json_in_which_the_place_is_right_in_spite_of_escapes() {
        let text = "say \"天气\"\tnow";
        let document = Document::from([
            ("city".to_string(), Value::from("北京")),
            ("stars".to_string(), Value::from(4)),
            (TEXT.to_string(), Value::from(text)),
        ]);
        assert_eq!(
            show(document, "天气 now", 90),
            r#"{"city": "北京", "stars": 4, "text": "say \"[天气]\"\t[now]"}"#
        );
    }
}
