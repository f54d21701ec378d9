//! Is the learner's program a fair shuffle? Every outcome of every draw is tried, for lists of 3 and of 4.
//!
//! That is a proof for those lengths, not a test. Where there are too many outcomes, trials stand in, and the verdict says so.
//!
//! ```text
//! n = 3, k = 3: unfair, 0 1 2 has 5/27, 1 2 0 has 4/27, fair is 1/6 (729 outcomes)
//! n = 4, k = 4: unfair, 0 1 2 3 has 71/1024, ..
//! verdict: unfair
//! ```
//!
//! The last line is one of `verdict: fair`, `verdict: unfair`, `verdict: no bias found`.

use balance::enumerate::{Enumeration, Limits, Stopped, Verdict};
use balance::generator::{Generator, Kind};
use balance::{order, stats};
use lesson::{Job, ProgramError, Progress};

use super::{Mistake, Program};

/// A program before its judge. A unit of work is a run of the program; how many there will be shows only on the way.
pub struct Judging {
    program: Program,
    /// The list that is being tried: 3, then 4; 5 when all is done.
    n: usize,
    stage: Stage,
    lines: Vec<String>,
    findings: Vec<Finding>,
    mistake: Option<Mistake>,
    done: u64,
}

enum Stage {
    Search(Box<Enumeration>),
    Sample {
        generator: Box<Generator>,
        counts: Vec<u64>,
        trials: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Fair,
    Unfair,
    NoBias,
}

/// What the judge has found so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The lines of the verdict, the last of them the verdict itself once all is tried.
    pub lines: Vec<String>,
    /// What is wrong with the program; then there is no verdict.
    pub mistake: Option<Mistake>,
}

/// Outcomes that are tried before trials stand in: enough for the notes' shuffle of 4 (65,536).
const LEAVES: u64 = 70_000;

/// Trials where there are too many outcomes.
const TRIALS: u64 = 20_000;

impl Judging {
    /// A program before its judge.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn new(text: &str) -> Result<Judging, Mistake> {
        Ok(Judging {
            program: Program::parse(text)?,
            n: 3,
            stage: search(3),
            lines: Vec::new(),
            findings: Vec::new(),
            mistake: None,
            done: 0,
        })
    }

    /// How often the program has been run.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.done
    }

    fn is_over(&self) -> bool {
        self.mistake.is_some() || self.n > 4
    }

    fn once(&mut self) {
        let result = match &mut self.stage {
            Stage::Search(search) => try_next(&self.program, self.n, search),
            Stage::Sample {
                generator,
                counts,
                trials,
            } => draw_next(&self.program, self.n, generator, counts, trials),
        };
        match result {
            Next::Go => {}
            Next::TooMany => {
                self.stage = Stage::Sample {
                    generator: Box::new(Kind::Pcg32.seeded(1)),
                    counts: vec![0; order::count(self.n)],
                    trials: 0,
                }
            }
            Next::Found(line, finding) => {
                self.lines.push(line);
                self.findings.push(finding);
                self.n += 1;
                if self.n <= 4 {
                    self.stage = search(self.n);
                } else {
                    self.lines.push(verdict(&self.findings).to_owned());
                }
            }
            Next::Wrong(mistake) => self.mistake = Some(*mistake),
        }
    }
}

impl Job for Judging {
    type Partial = Ruling;

    fn advance(&mut self, budget: u64) -> Progress {
        for _ in 0..budget {
            if self.is_over() {
                break;
            }
            self.once();
            self.done += 1;
        }
        Progress {
            done: self.done,
            total: if self.is_over() {
                self.done
            } else {
                self.done.max(2 * LEAVES - 1) + 1
            },
        }
    }

    fn partial(&self) -> Ruling {
        Ruling {
            lines: self.lines.clone(),
            mistake: self.mistake.clone(),
        }
    }
}

/// Judges a program to the end: the lines of its verdict, the last of them the verdict itself. It is the [`lesson::Judge`] of
/// lessons about shuffles.
///
/// # Errors
/// What is wrong with the program, and where.
pub fn judge(text: &str) -> Result<Vec<String>, ProgramError> {
    let mut judging = Judging::new(text)?;
    while !judging.advance(1_000).is_complete() {}
    let Ruling { lines, mistake } = judging.partial();
    mistake.map_or(Ok(lines), |mistake| Err(mistake.into()))
}

enum Next {
    Go,
    TooMany,
    Found(String, Finding),
    Wrong(Box<Mistake>),
}

fn search(n: usize) -> Stage {
    let limits = Limits {
        leaves: LEAVES,
        draws: super::DRAWS,
    };
    Stage::Search(Box::new(
        Enumeration::new(n, limits).expect("3 and 4 can be searched"),
    ))
}

fn try_next(program: &Program, n: usize, search: &mut Enumeration) -> Next {
    let answers = search.answers().iter().map(|answer| answer.value).collect();
    let step = search.step(|draws| {
        let order = program.run_with(n, n as u32, answers);
        // The search is told afterwards what was asked: its answers are those that the program was given.
        for (bound, value) in program.drawn() {
            if draws.below(bound) != Some(value) {
                break;
            }
        }
        order
    });
    match step {
        Ok(true) => Next::Go,
        Ok(false) => {
            let found = search.finish().expect("no path is left");
            let fair = order::count(n);
            let leaves = found.leaves;
            match found.verdict() {
                Verdict::Fair => Next::Found(
                    format!(
                        "n = {n}, k = {n}: fair, each of the {fair} orders has 1/{fair} ({})",
                        outcomes(leaves)
                    ),
                    Finding::Fair,
                ),
                Verdict::Unfair {
                    likeliest,
                    likeliest_chance,
                    least_likely,
                    least_likely_chance,
                    ..
                } => {
                    let least = match least_likely_chance.numerator() {
                        0 => format!("{} never comes", spaced(&least_likely)),
                        _ => format!("{} has {least_likely_chance}", spaced(&least_likely)),
                    };
                    let line = format!(
                        "n = {n}, k = {n}: unfair, {} has {likeliest_chance}, {least}, fair is 1/{fair} ({})",
                        spaced(&likeliest),
                        outcomes(leaves)
                    );
                    Next::Found(line, Finding::Unfair)
                }
            }
        }
        Err(Stopped::Program { error, .. }) => Next::Wrong(Box::new(error)),
        Err(Stopped::Leaves { .. } | Stopped::TooFine) => Next::TooMany,
        Err(stopped) => {
            unreachable!("the script engine keeps to its limits and draws: {stopped:?}")
        }
    }
}

fn draw_next(
    program: &Program,
    n: usize,
    generator: &mut Generator,
    counts: &mut [u64],
    trials: &mut u64,
) -> Next {
    match program.run(n, n as u32, generator) {
        Ok(list) => counts[order::rank(&list)] += 1,
        Err(mistake) => return Next::Wrong(Box::new(mistake)),
    }
    *trials += 1;
    if *trials < TRIALS {
        return Next::Go;
    }
    let test = stats::test_uniform(counts);
    let biased = test.p_value < 0.001;
    let line = format!(
        "n = {n}, k = {n}: too many outcomes to try them all; {TRIALS} trials: chi-squared {:.1}, {} degrees of freedom, {}",
        test.chi_squared,
        test.degrees,
        if biased { "biased" } else { "no bias found" }
    );
    Next::Found(
        line,
        if biased {
            Finding::Unfair
        } else {
            Finding::NoBias
        },
    )
}

fn verdict(findings: &[Finding]) -> &'static str {
    if findings.contains(&Finding::Unfair) {
        "verdict: unfair"
    } else if findings.contains(&Finding::NoBias) {
        "verdict: no bias found"
    } else {
        "verdict: fair"
    }
}

fn outcomes(leaves: u64) -> String {
    match leaves {
        1 => "1 outcome".to_owned(),
        _ => format!("{leaves} outcomes"),
    }
}

fn spaced(order: &[u8]) -> String {
    order
        .iter()
        .map(u8::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::of_shuffle;
    use balance::Shuffle;

    #[test]
    fn the_notes_shuffle_is_unfair_and_the_judge_shows_which_orders_tell() {
        let lines = judge(of_shuffle(Shuffle::TwoRandom { swaps: 3 })).unwrap();
        assert_eq!(
            lines[0],
            "n = 3, k = 3: unfair, 0 1 2 has 5/27, 1 2 0 has 4/27, fair is 1/6 (729 outcomes)"
        );
        assert!(
            lines[1].starts_with("n = 4, k = 4: unfair") && lines[1].ends_with("(65536 outcomes)")
        );
        assert_eq!(lines[2], "verdict: unfair");
    }

    #[test]
    fn fisher_yates_is_fair_by_proof_and_sattolo_never_leaves_an_element_in_place() {
        assert_eq!(
            judge(of_shuffle(Shuffle::FisherYates)).unwrap(),
            [
                "n = 3, k = 3: fair, each of the 6 orders has 1/6 (6 outcomes)",
                "n = 4, k = 4: fair, each of the 24 orders has 1/24 (24 outcomes)",
                "verdict: fair"
            ]
        );
        let sattolo = judge(of_shuffle(Shuffle::Sattolo)).unwrap();
        assert_eq!(
            sattolo[0],
            "n = 3, k = 3: unfair, 1 2 0 has 1/2, 0 1 2 never comes, fair is 1/6 (2 outcomes)"
        );
    }

    #[test]
    fn every_shuffle_of_ours_gets_the_verdict_of_the_mathematics() {
        for shuffle in Shuffle::all(4) {
            let lines = judge(of_shuffle(shuffle)).unwrap();
            let expected = if shuffle.is_fair() {
                "verdict: fair"
            } else {
                "verdict: unfair"
            };
            assert_eq!(lines.last().unwrap(), expected, "{shuffle:?}");
        }
    }

    #[test]
    fn where_outcomes_are_too_many_trials_stand_in() {
        let wasteful = "for x in 0..17 { rand(2); }\nfor i in range(n - 1, 0, -1) { swap(a, i, rand(i + 1)); }";
        let lines = judge(wasteful).unwrap();
        assert!(
            lines[0].contains("20000 trials") && lines[0].ends_with("no bias found"),
            "{lines:?}"
        );
        assert_eq!(lines[2], "verdict: no bias found");
        let lines = judge(&wasteful.replace("i + 1", "i")).unwrap();
        assert_eq!(lines[2], "verdict: unfair");
    }

    #[test]
    fn a_program_that_fails_on_one_path_only_is_found_out() {
        let mistake = judge("if rand(100) == 37 {\n  a[0] = a[1];\n}").unwrap_err();
        assert!(mistake.message.ends_with("(after drawing 37)"), "{mistake}");
        assert_eq!(judge("loop { rand(2); }").unwrap_err().line, 1);
    }

    #[test]
    fn the_verdict_does_not_depend_on_the_slices() {
        let text = of_shuffle(Shuffle::SwapWithAny);
        let mut judging = Judging::new(text).unwrap();
        while !judging.advance(7).is_complete() {}
        assert_eq!(judging.partial().lines, judge(text).unwrap());
    }
}
