//! Phrases of two and three words in texts whose words follow Zipf's law: the k-th is as frequent as 1 / k.

use super::lists::Chance;
use super::repeat;
use crate::{Contestant, Report};
use postings::{Analyzer, Document, Kind, Mapping, Segment, Value, phrase};
use std::rc::Rc;

/// How many texts.
const TEXTS: usize = 20_000;

/// Words of a text, on average.
const LENGTH: u64 = 200;

/// Different words.
const WORDS: usize = 50_000;

/// Phrases in one measurement.
const PHRASES: usize = 20;

/// The workloads of phrases.
pub fn run(report: &mut Report) {
    let texts = texts();
    let segment = segment(&texts);
    #[cfg(not(target_arch = "wasm32"))]
    let theirs = super::tantivy::Texts::new(
        texts.iter().map(|text| spell(text)),
        tantivy::schema::IndexRecordOption::WithFreqsAndPositions,
    );
    for (name, ranks, goal) in [
        ("frequent", 0..20, 2.5),
        ("mid-rank", 200..2_000, 1.8),
        ("rare", 5_000..50_000, 2.5),
        ("frequent and rare", 0..50_000, 2.5),
    ] {
        for length in [2, 3] {
            let phrases = phrases(&texts, length, |words| match name {
                "frequent and rare" => words[0] < 20 && words[length - 1] >= 5_000,
                _ => words.iter().all(|word| ranks.contains(&(*word as usize))),
            });
            if phrases.is_empty() {
                continue;
            }
            // So often that a clock of a tenth of a millisecond can tell.
            let times = if name == "frequent" { 1 } else { 200 };
            let count =
                |terms: &[(String, u32)]| phrase::documents(&segment, "text", terms).len() as u64;
            let mut contestants: Vec<Contestant> = vec![(
                "ours",
                Box::new(|| repeat(times, || phrases.iter().map(|phrase| count(phrase)).sum())),
            )];
            #[cfg(not(target_arch = "wasm32"))]
            {
                let questions: Vec<_> = (phrases.iter())
                    .map(|phrase| {
                        let words: Vec<&str> =
                            phrase.iter().map(|(word, _)| word.as_str()).collect();
                        theirs.phrase(&words)
                    })
                    .collect();
                for (phrase, question) in phrases.iter().zip(&questions) {
                    assert_eq!(count(phrase), question.count(), "{phrase:?}");
                }
                contestants.push((
                    "tantivy",
                    Box::new(move || {
                        repeat(times, || {
                            questions.iter().map(|question| question.count()).sum()
                        })
                    }),
                ));
            }
            report.compare(
                &format!("phrase of {length} {name} words"),
                (times * phrases.len()) as u64,
                Some(goal),
                &mut contestants,
            );
        }
    }
}

/// Words by rank, the most frequent first.
fn texts() -> Vec<Vec<u32>> {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    // What the first so many words have together, in parts of their smallest.
    let mut sum = 0;
    let sums: Vec<u64> = (1..=WORDS as u64)
        .map(|rank| {
            sum += 1_000_000_000 / rank;
            sum
        })
        .collect();
    let word = |chance: &mut Chance| {
        let at = chance.below(sum);
        sums.partition_point(|&sum| sum <= at) as u32
    };
    (0..TEXTS)
        .map(|_| {
            let length = LENGTH / 2 + chance.below(LENGTH);
            (0..length).map(|_| word(&mut chance)).collect()
        })
        .collect()
}

fn spell(text: &[u32]) -> String {
    let words: Vec<String> = text.iter().map(|word| format!("w{word}")).collect();
    words.join(" ")
}

fn segment(texts: &[Vec<u32>]) -> Segment {
    let mut mapping = Mapping::default();
    mapping
        .fields
        .insert("text".to_string(), Kind::Text(Analyzer::Words));
    let document = |(number, text): (usize, &Vec<u32>)| {
        let value = Value::from(spell(text).as_str());
        (
            number.to_string(),
            Rc::new(Document::from([("text".to_string(), value)])),
        )
    };
    Segment::new(&mapping, texts.iter().enumerate().map(document).collect())
}

/// Phrases that stand in the texts, all different.
fn phrases(
    texts: &[Vec<u32>],
    length: usize,
    fit: impl Fn(&[u32]) -> bool,
) -> Vec<Vec<(String, u32)>> {
    let mut found: Vec<&[u32]> = Vec::new();
    for text in texts {
        let new = text
            .windows(length)
            .find(|words| fit(words) && !found.contains(words));
        found.extend(new);
        if found.len() == PHRASES {
            break;
        }
    }
    let terms = |words: &&[u32]| {
        let words = words.iter().zip(0..);
        words
            .map(|(word, offset)| (format!("w{word}"), offset))
            .collect()
    };
    found.iter().map(terms).collect()
}
