//! A program: read once, run many times.

use std::cell::RefCell;
use std::rc::Rc;

use rhai::{AST, Array, Dynamic, Engine, Scope};

use super::language::{self, Supply};
use super::{LENGTH, Mistake};
use balance::generator::Generator;

/// A program that can be run.
pub struct Program {
    engine: Engine,
    ast: AST,
    supply: Rc<RefCell<Supply>>,
    /// Where the end is, for what is wrong with the whole.
    end: (usize, usize),
}

/// What one run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The list at the end: a rearrangement of `0, 1, .., n-1`.
    pub order: Vec<u8>,
    /// The draws: how many numbers were possible, and the one that came.
    pub draws: Vec<(u32, u32)>,
    /// The swaps, if they account for the whole result: a program may also move elements by hand.
    pub swaps: Option<Vec<(usize, usize)>>,
}

impl Program {
    /// Reads a program.
    ///
    /// # Errors
    /// Where it can't be read, or names what there isn't.
    pub fn parse(text: &str) -> Result<Program, Mistake> {
        let lines = text.lines().count().max(1);
        let last = text.lines().last().unwrap_or_default();
        let end = (lines, last.chars().count().max(1));
        if text.len() > LENGTH {
            return Err(Mistake::too_long(end, text.len()));
        }
        let supply = Rc::new(RefCell::new(Supply::default()));
        let engine = language::engine(&supply);
        let ast = engine
            .compile_with_scope(&language::names(), text)
            .map_err(|error| Mistake::of_parser(&error, end))?;
        Ok(Program {
            engine,
            ast,
            supply,
            end,
        })
    }

    /// Runs it on a list of `n`, with draws from a generator.
    ///
    /// # Errors
    /// What went wrong in the run, and where.
    pub fn run(&self, n: usize, k: u32, generator: &mut Generator) -> Result<Vec<u8>, Mistake> {
        // The generator moves in and out again: the engine can't hold a borrowed one.
        let lent = std::mem::replace(generator, balance::generator::Kind::Pcg32.seeded(0));
        self.supply.borrow_mut().draw_from(lent);
        let result = self.execute(n, k);
        *generator = self
            .supply
            .borrow_mut()
            .give_back()
            .expect("it was lent above");
        result
    }

    /// Runs it and tells what it did.
    ///
    /// # Errors
    /// What went wrong in the run, and where.
    pub fn watch(&self, n: usize, k: u32, generator: &mut Generator) -> Result<Outcome, Mistake> {
        self.supply.borrow_mut().watched = true;
        let result = self.run(n, k, generator);
        let mut supply = self.supply.borrow_mut();
        supply.watched = false;
        let (draws, swaps) = (supply.drawn(), std::mem::take(&mut supply.swaps));
        let order = result?;
        let mut replayed: Vec<u8> = (0..n as u8).collect();
        swaps.iter().for_each(|&(i, j)| replayed.swap(i, j));
        let swaps = (replayed == order).then_some(swaps);
        Ok(Outcome {
            order,
            draws,
            swaps,
        })
    }

    /// Runs it with given answers to its draws, and 0 for those after them.
    pub(super) fn run_with(&self, n: usize, k: u32, answers: Vec<u32>) -> Result<Vec<u8>, Mistake> {
        self.supply.borrow_mut().answer(answers);
        self.execute(n, k)
    }

    /// The draws of the last run with given answers: how many numbers were possible, and the one that was given.
    pub(super) fn drawn(&self) -> Vec<(u32, u32)> {
        self.supply.borrow().drawn()
    }

    fn execute(&self, n: usize, k: u32) -> Result<Vec<u8>, Mistake> {
        let list: Array = (0..n as i64).map(Dynamic::from).collect();
        let mut scope = Scope::new();
        scope
            .push("a", list)
            .push_constant("n", n as i64)
            .push_constant("k", i64::from(k));
        self.engine
            .run_ast_with_scope(&mut scope, &self.ast)
            .map_err(|error| Mistake::of_run(&error, self.end))?;
        let list = scope.get("a").expect("it was pushed above");
        order(list, n).ok_or_else(|| {
            let drawn = self.supply.borrow().drawn();
            Mistake::no_order(self.end, list, n, &drawn)
        })
    }
}

/// The list as values, if it holds each of `0, 1, .., n-1` once.
fn order(list: &Dynamic, n: usize) -> Option<Vec<u8>> {
    let list = list.as_array_ref().ok()?;
    let mut seen = vec![false; n];
    let mut order = Vec::with_capacity(n);
    for value in list.iter() {
        let value = usize::try_from(value.as_int().ok()?).ok()?;
        if std::mem::replace(seen.get_mut(value)?, true) {
            return None;
        }
        order.push(value as u8);
    }
    (order.len() == n).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use balance::generator::Kind;

    fn run(text: &str) -> Result<Vec<u8>, Mistake> {
        Program::parse(text)?.run(4, 3, &mut Kind::Pcg32.seeded(1))
    }

    /// Line, column and what is said.
    fn wrong(text: &str) -> (usize, usize, String) {
        let mistake = run(text).unwrap_err();
        assert!(!mistake.zh.is_empty());
        (mistake.line, mistake.column, mistake.en)
    }

    #[test]
    fn a_program_shuffles_the_list_it_is_given() {
        assert_eq!(run("swap(a, 0, 3); a.swap(1, 2);").unwrap(), [3, 2, 1, 0]);
        assert_eq!(
            run("let x = a[0]; a[0] = a[1]; a[1] = x;").unwrap(),
            [1, 0, 2, 3]
        );
        assert_eq!(
            run("let x = a.remove(0); a.push(x); ").unwrap(),
            [1, 2, 3, 0]
        );
        assert_eq!(run("a.insert(0, a.pop());").unwrap(), [3, 0, 1, 2]);
        assert_eq!(run("reverse(a);").unwrap(), [3, 2, 1, 0]);
        assert_eq!(run("a.sort(|x, y| y - x);").unwrap(), [3, 2, 1, 0]);
        assert_eq!(
            run("fn flip(n) { n - 1 } swap(a, 0, flip(n));").unwrap(),
            [3, 1, 2, 0]
        );
    }

    #[test]
    fn draws_are_those_of_the_generator_and_in_range() {
        let program = Program::parse("for i in 0..k { swap(a, rand(n), rand(1, 3)); }").unwrap();
        let mut generator = Kind::ChaCha8.seeded(7);
        let outcome = program.watch(4, 3, &mut generator).unwrap();
        let mut twin = Kind::ChaCha8.seeded(7);
        for &(bound, value) in &outcome.draws {
            assert_eq!(twin.below(bound), value);
        }
        assert_eq!(
            outcome.draws.iter().map(|draw| draw.0).collect::<Vec<_>>(),
            [4, 2, 4, 2, 4, 2]
        );
        assert_eq!(
            twin.next_u32(),
            generator.next_u32(),
            "the generator goes on where the program left it"
        );
        assert_eq!(outcome.swaps.unwrap().len(), 3);
        let by_hand = Program::parse("a.reverse();").unwrap();
        assert_eq!(by_hand.watch(4, 3, &mut generator).unwrap().swaps, None);
    }

    #[test]
    fn a_mistake_has_its_line_and_column() {
        assert_eq!(
            wrong("for i in 0..n {\n    swap(a, i, m);\n}"),
            (
                2,
                16,
                "there is no variable `m`; there are `a`, `n` and `k`".into()
            )
        );
        let (line, column, said) = wrong("let x = 1;\nswp(a, 0, 1);");
        assert_eq!((line, column), (2, 1));
        assert!(
            said.contains("swp") && said.contains("swap(a, i, j)"),
            "{said}"
        );
        let (line, column, said) = wrong("for i in 0..n {\n  swap(a, i, i + 1);\n}");
        assert_eq!((line, column), (2, 3));
        assert_eq!(
            said,
            "position 4 is not in the list: it has 4 elements, 0 to 3"
        );
        assert_eq!(wrong("swap(a, 0, 1").0, 1);
        assert_eq!(wrong("\n\nlet y = a[7];").0, 3);
        assert_eq!(
            wrong("let y = a[7];").2,
            "position 7 is not in the list: it has 4 elements, 0 to 3"
        );
        assert!(wrong("rand(0);").2.contains("at least 1"));
        assert!(wrong("rand(3, 3);").2.contains("above"));
        assert!(wrong("n = 3;").2.contains("`n` can't be changed"));
        assert!(wrong("fn f() { g() }\nf();").2.contains("no function `g"));
        assert_eq!(
            wrong("fn f() {\n  a }\nf();"),
            (
                2,
                3,
                "there is no variable `a`; a function sees only what it is given".into()
            )
        );
    }

    #[test]
    fn a_program_without_an_end_is_stopped() {
        let (line, _, said) = wrong("let x = 0;\nloop { x += 1; }");
        assert_eq!(line, 2);
        assert!(said.contains("does not come to an end"), "{said}");
        assert!(
            wrong("while rand(2) < 2 { }")
                .2
                .contains("does not come to an end")
        );
        assert!(wrong("fn f() { f() } f();").2.contains("too deeply"));
        assert!(wrong("loop { a.push(1); }").2.contains("too large"));
        assert!(
            wrong("let s = \"x\"; loop { s += s; }")
                .2
                .contains("too large")
        );
        let long = "// x\n".repeat(1_000);
        assert!(
            Program::parse(&long)
                .err()
                .unwrap()
                .en
                .contains("5000 bytes")
        );
    }

    #[test]
    fn a_program_that_loses_an_element_is_shown_its_list() {
        assert_eq!(
            wrong("a[0] = a[1];").2,
            "the list at the end is [1, 1, 2, 3]: 0 is lost, 1 is there twice"
        );
        assert_eq!(
            wrong("a.pop();").2,
            "the list at the end is [0, 1, 2]: 3 is lost"
        );
        assert_eq!(
            wrong("a.push(9);").2,
            "the list at the end is [0, 1, 2, 3, 9]: 9 was not in it"
        );
        assert_eq!(wrong("a = 3;").2, "`a` is no longer a list at the end");
    }

    #[test]
    fn nothing_of_the_outside_is_in_reach() {
        for text in [
            "import \"x\" as y;",
            "eval(\"1\");",
            "print(1);",
            "timestamp();",
            "a.sort();",
            "a.shuffle();",
            "sleep(1);",
        ] {
            let mistake = run(text).unwrap_err();
            assert_eq!(mistake.line, 1, "{text}: {mistake}");
        }
    }
}
