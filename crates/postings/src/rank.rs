//! Ranking by BM25: how well a document fits a term, and why.
//!
//! ```text
//! score = idf × tf
//! idf   = ln(1 + (N − n + 0.5) / (n + 0.5))             n of N documents have the term: what is rare says more
//! tf    = f / (f + k1 × (1 − b + b × length / mean))    f times in it: more says more, but less and less;
//!                                                       in a long text, a term is there more easily
//! ```
//!
//! k1 = 1.2 and b = 0.75, as Lucene has them; as in Lucene since version 8 the constant factor k1 + 1 is left out, and as in
//! Lucene deleted documents count until they are merged away. Robertson and Zaragoza, "The probabilistic relevance
//! framework: BM25 and beyond" (2009).

/// How fast more of a term stops to matter.
pub const K1: f64 = 1.2;
/// How much the length of the text matters, from 0 to 1.
pub const B: f64 = 0.75;

/// What the whole index knows about a term (or a phrase, whose parts are added).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// How rare it is; for a phrase, the sum over its terms.
    pub idf: f64,
    /// The mean length of the field, in terms.
    pub mean_length: f64,
}

/// `ln(1 + (N − n + 0.5) / (n + 0.5))`.
#[must_use]
pub fn idf(documents: u64, with_term: u64) -> f64 {
    let (all, with) = (documents as f64, with_term as f64);
    ln(1.0 + (all - with + 0.5) / (with + 0.5))
}

/// The share of a term that stands so often in a text of this length.
#[must_use]
pub fn tf(frequency: f64, length: f64, mean_length: f64) -> f64 {
    frequency / (frequency + K1 * (1.0 - B + B * length / mean_length))
}

/// A score, and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The number.
    pub value: f64,
    /// What it is.
    pub what: String,
    /// Its parts.
    pub parts: Vec<Explanation>,
}

impl Explanation {
    /// One without parts.
    #[must_use]
    pub fn of(value: f64, what: impl Into<String>) -> Explanation {
        Explanation {
            value,
            what: what.into(),
            parts: Vec::new(),
        }
    }

    /// The sum of some parts.
    #[must_use]
    pub fn sum(what: impl Into<String>, parts: Vec<Explanation>) -> Explanation {
        Explanation {
            value: parts.iter().map(|part| part.value).sum(),
            what: what.into(),
            parts,
        }
    }
}

impl std::fmt::Display for Explanation {
    /// One line for each part, indented below what it is part of.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fn write(
            explanation: &Explanation,
            depth: usize,
            f: &mut std::fmt::Formatter<'_>,
        ) -> std::fmt::Result {
            if depth > 0 {
                writeln!(f)?;
            }
            let Explanation { value, what, parts } = explanation;
            write!(f, "{:indent$}{value:.4}  {what}", "", indent = 2 * depth)?;
            parts.iter().try_for_each(|part| write(part, depth + 1, f))
        }
        write(self, 0, f)
    }
}

/// The natural logarithm by arithmetic alone, so that it is the same to the last bit everywhere: the one of a platform's
/// library need not be. Its error is below 1e-15 of the result.
fn ln(x: f64) -> f64 {
    assert!(x.is_normal() && x > 0.0, "{x} has no logarithm here");
    // x = m × 2^e with m from √½ to √2, and ln m = 2 artanh((m − 1) / (m + 1)).
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i64 - 1_023;
    let mut m = f64::from_bits((bits & ((1 << 52) - 1)) | 1_023 << 52);
    if m > std::f64::consts::SQRT_2 {
        m /= 2.0;
        exponent += 1;
    }
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    // |s| is below 0.172, so that the 12th term is below 1e-17 of the first.
    let series = (0..12)
        .rev()
        .fold(0.0, |sum, k| sum * square + 1.0 / (2 * k + 1) as f64);
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * s * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_that_of_the_library() {
        for n in 1..20_000 {
            for x in [
                f64::from(n) / 64.0,
                f64::from(n) * 1e6,
                1.0 + 1e-9 * f64::from(n),
            ] {
                let (ours, theirs) = (ln(x), x.ln());
                assert!(
                    (ours - theirs).abs() <= 1e-15 * theirs.abs().max(1e-3),
                    "{x}: {ours} {theirs}"
                );
            }
        }
    }

    #[test]
    fn the_rare_says_more_and_the_next_says_less() {
        assert!(idf(100, 1) > idf(100, 2));
        assert!(
            idf(100, 100) > 0.0,
            "a term in every document still counts for something"
        );
        let gain = |f: f64| tf(f + 1.0, 10.0, 10.0) - tf(f, 10.0, 10.0);
        assert!(gain(1.0) > gain(2.0));
        assert!(
            tf(1.0, 5.0, 10.0) > tf(1.0, 50.0, 10.0),
            "the short text fits better"
        );
    }
}
