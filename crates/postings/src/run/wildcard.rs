//! Patterns with `*` and `?`.

/// Whether a term fits a pattern of `*` (any characters) and `?` (one); `\` makes the next character mean itself. Time at
/// worst the product of the lengths.
#[must_use]
pub fn fits(pattern: &str, term: &str) -> bool {
    #[derive(Clone, Copy)]
    enum Sign {
        Any,
        One,
        Is(char),
    }
    let mut chars = pattern.chars();
    let mut signs = Vec::new();
    while let Some(c) = chars.next() {
        signs.push(match c {
            '*' => Sign::Any,
            '?' => Sign::One,
            '\\' => Sign::Is(chars.next().unwrap_or('\\')),
            c => Sign::Is(c),
        });
    }
    let term: Vec<char> = term.chars().collect();
    let (mut i, mut j) = (0, 0);
    // Where the last star stands, and how much of the term it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while j < term.len() {
        match signs.get(i) {
            Some(Sign::Any) => {
                star = Some((i, j));
                i += 1;
            }
            Some(Sign::One) => (i, j) = (i + 1, j + 1),
            Some(Sign::Is(c)) if *c == term[j] => (i, j) = (i + 1, j + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (i, j) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    signs[i..].iter().all(|sign| matches!(sign, Sign::Any))
}
