//! Analysis: from a text to terms with positions.
//!
//! What can be found is decided here, before any query. A text is cut into *terms*, each at a *position*; a query's text
//! is cut by the same analyzer, and only equal terms meet.
//!
//! ```text
//! 今天天气很好，很好      Bigrams   今天@0 天天@1 天气@2 气很@3 很好@4 很好@7
//! The shortest list      Words     the@0 shortest@1 list@2
//! Redis 锁，很好          Mixed     redis@0 锁@1 很好@2
//! ```
//!
//! Chinese has no spaces between words. Overlapping pairs of neighbouring characters (*bi-grams*) need no dictionary and
//! miss no word of two characters or more; the price is terms that are no words (天天) or cross the border of two (秋天气候
//! holds 天气).
//!
//! Left out: dictionaries, stemming, stop words, synonyms, and Unicode folding beyond ASCII.

/// How a text is cut into terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Analyzer {
    /// Pairs of neighbouring Han characters. A position is the index of a character in the text, whatever it is: spaces
    /// and punctuation count, and break a pair. A lone character makes no term; nor does anything that is not Han.
    Bigrams,
    /// Runs of ASCII letters and digits in lower case. A position is the index of a word; punctuation takes none.
    Words,
    /// Words and bi-grams in one text; a lone Han character is a term of its own. Positions count terms, as Lucene's `cjk`
    /// analyzer counts them, so that punctuation takes none.
    #[default]
    Mixed,
    /// The whole text as one term, as it stands: for numbers of orders, states, and whatever is compared and not read.
    Keyword,
}

/// A term, and where it stands in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What is looked up in the index.
    pub term: String,
    /// Its place in the order of the text, in the units of its [`Analyzer`]; ascending, no two alike.
    pub position: u32,
    /// The bytes of the text it was made from.
    pub span: std::ops::Range<usize>,
}

/// Whether a character is Han: the unified ideographs and their extension A.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}')
}

impl Analyzer {
    /// The names of the analyzers, for languages and messages.
    pub const NAMES: [(&str, Analyzer); 4] = [
        ("bigrams", Analyzer::Bigrams),
        ("words", Analyzer::Words),
        ("mixed", Analyzer::Mixed),
        ("keyword", Analyzer::Keyword),
    ];

    /// The terms of a text, in order. Time and space grow with the text.
    #[must_use]
    pub fn analyze(self, text: &str) -> Vec<Token> {
        match self {
            Analyzer::Bigrams => bigrams(text),
            Analyzer::Words => words(text),
            Analyzer::Mixed => mixed(text),
            Analyzer::Keyword => vec![Token {
                term: text.to_string(),
                position: 0,
                span: 0..text.len(),
            }],
        }
    }

    /// Its name in [`Analyzer::NAMES`].
    #[must_use]
    pub fn name(self) -> &'static str {
        let (name, _) = Self::NAMES
            .iter()
            .find(|(_, analyzer)| *analyzer == self)
            .expect("every analyzer has a name");
        name
    }
}

fn bigrams(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut before: Option<usize> = None;
    for (position, (at, c)) in text.char_indices().enumerate() {
        let end = at + c.len_utf8();
        if let (Some(start), true) = (before, is_han(c)) {
            let position = position as u32 - 1;
            tokens.push(token(text, position, start..end));
        }
        before = is_han(c).then_some(at);
    }
    tokens
}

fn words(text: &str) -> Vec<Token> {
    let runs = runs(text).filter(|(kind, _)| *kind == Kind::Word);
    runs.zip(0..)
        .map(|((_, span), position)| token(text, position, span))
        .collect()
}

fn mixed(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut push = |span| tokens.push(token(text, tokens.len() as u32, span));
    for (kind, span) in runs(text) {
        let starts = text[span.clone()]
            .char_indices()
            .map(|(at, _)| span.start + at);
        let starts: Vec<usize> = match kind {
            Kind::Han => starts.chain([span.end]).collect(),
            Kind::Word => {
                push(span);
                continue;
            }
            Kind::Other => continue,
        };
        match starts.as_slice() {
            [start, end] => push(*start..*end),
            starts => starts.windows(3).for_each(|edges| push(edges[0]..edges[2])),
        }
    }
    tokens
}

fn token(text: &str, position: u32, span: std::ops::Range<usize>) -> Token {
    Token {
        term: text[span.clone()].to_ascii_lowercase(),
        position,
        span,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Han,
    Word,
    Other,
}

/// The longest stretches of one kind.
fn runs(text: &str) -> impl Iterator<Item = (Kind, std::ops::Range<usize>)> {
    let kind = |c: char| match c {
        c if is_han(c) => Kind::Han,
        c if c.is_ascii_alphanumeric() => Kind::Word,
        _ => Kind::Other,
    };
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        let first = kind(rest.chars().next()?);
        let length = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
        let run = start..start + length;
        start = run.end;
        Some((first, run))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(analyzer: Analyzer, text: &str) -> String {
        let tokens = analyzer.analyze(text);
        let shown: Vec<String> = tokens
            .iter()
            .map(|token| format!("{}@{}", token.term, token.position))
            .collect();
        shown.join(" ")
    }

    #[test]
    fn bigrams_overlap_and_punctuation_breaks_a_pair_but_takes_a_position() {
        assert_eq!(
            terms(Analyzer::Bigrams, "天气很好，很好"),
            "天气@0 气很@1 很好@2 很好@5"
        );
        assert_eq!(terms(Analyzer::Bigrams, "好"), "");
        assert_eq!(terms(Analyzer::Bigrams, "a天b气𠀀很好"), "很好@5");
        assert_eq!(terms(Analyzer::Bigrams, ""), "");
    }

    #[test]
    fn words_are_lower_case_and_punctuation_takes_no_position() {
        assert_eq!(
            terms(Analyzer::Words, "It's 3 a.m., café"),
            "it@0 s@1 3@2 a@3 m@4 caf@5"
        );
    }

    #[test]
    fn mixed_text_counts_terms_and_keeps_a_lone_character() {
        assert_eq!(
            terms(Analyzer::Mixed, "Redis 锁，天气很"),
            "redis@0 锁@1 天气@2 气很@3"
        );
        assert_eq!(terms(Analyzer::Mixed, "好 天气"), "好@0 天气@1");
    }

    #[test]
    fn a_span_is_the_text_a_term_was_made_from() {
        for (analyzer, text) in [
            (Analyzer::Bigrams, "，天气很好 x"),
            (Analyzer::Words, "，The list 天"),
            (Analyzer::Mixed, "The天气 很 list"),
            (Analyzer::Keyword, "AB-12"),
        ] {
            for token in analyzer.analyze(text) {
                let made = &text[token.span.clone()];
                assert!(
                    made == token.term || made.to_ascii_lowercase() == token.term,
                    "{token:?}"
                );
            }
        }
    }
}
