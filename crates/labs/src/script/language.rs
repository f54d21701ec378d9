//! What a program can call, and where its draws come from.

use std::cell::RefCell;
use std::rc::Rc;

use rhai::packages::{ArithmeticPackage, BasicIteratorPackage, LogicPackage, Package};
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, NativeCallContext, Position, Scope};

use super::{DRAWS, OPERATIONS};
use balance::generator::Generator;

/// Where the draws of a run come from, and what the run has done.
#[derive(Default)]
pub(super) struct Supply {
    generator: Option<Generator>,
    /// Given answers, if there is no generator; after them comes 0.
    answers: Vec<u32>,
    drawn: Vec<(u32, u32)>,
    count: usize,
    /// Whether draws and swaps are kept although a generator gives them.
    pub watched: bool,
    pub swaps: Vec<(usize, usize)>,
}

impl Supply {
    pub fn draw_from(&mut self, generator: Generator) {
        self.begin();
        self.generator = Some(generator);
    }

    pub fn answer(&mut self, answers: Vec<u32>) {
        self.begin();
        self.answers = answers;
    }

    pub fn give_back(&mut self) -> Option<Generator> {
        self.generator.take()
    }

    /// The draws of this run: bound and value.
    pub fn drawn(&self) -> Vec<(u32, u32)> {
        self.drawn.clone()
    }

    fn begin(&mut self) {
        self.drawn.clear();
        self.swaps.clear();
        self.count = 0;
    }

    fn below(&mut self, bound: u32) -> Result<u32, Wrong> {
        if self.count == DRAWS {
            return wrong(Fault::Draws);
        }
        let value = match &mut self.generator {
            Some(generator) => generator.below(bound),
            None => self.answers.get(self.count).copied().unwrap_or(0),
        };
        self.count += 1;
        if self.generator.is_none() || self.watched {
            self.drawn.push((bound, value));
        }
        Ok(value)
    }
}

/// What our own functions refuse. It travels through the engine as an error's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// `rand(0)` or below.
    Bound(i64),
    /// `rand(lo, hi)` with nothing between.
    Between(i64, i64),
    /// A bound above 2^31 - 1.
    Wide(i64),
    /// Too many draws.
    Draws,
    /// A position that is not in the list, and the list's length.
    Place(i64, usize),
    /// `pop` or `remove` of an empty list.
    Empty,
    /// A comparer that gave neither a number nor true or false.
    Comparer,
}

type Wrong = Box<EvalAltResult>;

fn wrong<T>(fault: Fault) -> Result<T, Wrong> {
    // The engine fills in the position of the call.
    Err(EvalAltResult::ErrorRuntime(Dynamic::from(fault), Position::NONE).into())
}

/// The names that every program finds.
pub(super) fn names() -> Scope<'static> {
    let mut scope = Scope::new();
    scope
        .push("a", Array::new())
        .push("n", 0_i64)
        .push("k", 0_i64);
    scope
}

/// The script engine: its core, and our functions.
pub(super) fn engine(supply: &Rc<RefCell<Supply>>) -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    engine
        .set_strict_variables(true)
        .set_max_operations(OPERATIONS)
        .set_max_call_levels(16)
        .set_max_expr_depths(32, 16)
        .set_max_functions(16)
        .set_max_variables(64)
        .set_max_array_size(256)
        .set_max_string_size(256)
        .set_max_map_size(16);
    engine.disable_symbol("eval");
    register_draws(&mut engine, supply);
    register_list(&mut engine, supply);
    engine
}

fn register_draws(engine: &mut Engine, supply: &Rc<RefCell<Supply>>) {
    let draw = supply.clone();
    engine.register_fn("rand", move |bound: i64| -> Result<i64, Wrong> {
        below(&draw, bound, Fault::Bound(bound))
    });
    let draw = supply.clone();
    engine.register_fn("rand", move |low: i64, high: i64| -> Result<i64, Wrong> {
        let width = high.checked_sub(low).unwrap_or(i64::MAX);
        below(&draw, width, Fault::Between(low, high)).map(|value| low + value)
    });
}

fn below(supply: &RefCell<Supply>, bound: i64, none: Fault) -> Result<i64, Wrong> {
    match bound {
        ..=0 => wrong(none),
        1..=0x7fff_ffff => supply.borrow_mut().below(bound as u32).map(i64::from),
        _ => wrong(Fault::Wide(bound)),
    }
}

fn register_list(engine: &mut Engine, supply: &Rc<RefCell<Supply>>) {
    let watch = supply.clone();
    engine.register_fn(
        "swap",
        move |list: &mut Array, i: i64, j: i64| -> Result<(), Wrong> {
            let (i, j) = (place(list, i)?, place(list, j)?);
            swap(list, i, j, &watch);
            Ok(())
        },
    );
    let watch = supply.clone();
    let sort = move |context: NativeCallContext,
                     list: &mut Array,
                     less: FnPtr|
          -> Result<(), Wrong> { insertion_sort(&context, list, &less, &watch) };
    engine.register_fn("sort", sort.clone());
    engine.register_fn("sort_by", sort);
    engine.register_fn("len", |list: &mut Array| list.len() as i64);
    engine.register_get("len", |list: &mut Array| list.len() as i64);
    engine.register_fn("push", |list: &mut Array, value: Dynamic| list.push(value));
    engine.register_fn("reverse", |list: &mut Array| list.reverse());
    engine.register_fn("pop", |list: &mut Array| -> Result<Dynamic, Wrong> {
        list.pop().map_or_else(|| wrong(Fault::Empty), Ok)
    });
    engine.register_fn(
        "remove",
        |list: &mut Array, i: i64| -> Result<Dynamic, Wrong> {
            let i = place(list, i)?;
            Ok(list.remove(i))
        },
    );
    engine.register_fn(
        "insert",
        |list: &mut Array, i: i64, value: Dynamic| -> Result<(), Wrong> {
            match usize::try_from(i) {
                Ok(i) if i <= list.len() => list.insert(i, value),
                _ => return wrong(Fault::Place(i, list.len())),
            }
            Ok(())
        },
    );
}

fn place(list: &Array, i: i64) -> Result<usize, Wrong> {
    match usize::try_from(i) {
        Ok(i) if i < list.len() => Ok(i),
        _ => wrong(Fault::Place(i, list.len())),
    }
}

fn swap(list: &mut Array, i: usize, j: usize, watch: &RefCell<Supply>) {
    list.swap(i, j);
    let mut supply = watch.borrow_mut();
    if supply.watched {
        supply.swaps.push((i, j));
    }
}

/// The comparer may say anything, a coin for example, so the library's `sort` won't do: it may panic on one that
/// contradicts itself. It answers as in JavaScript, below 0 for "the first is less", or with true for that.
fn insertion_sort(
    context: &NativeCallContext,
    list: &mut Array,
    less: &FnPtr,
    watch: &RefCell<Supply>,
) -> Result<(), Wrong> {
    for from in 1..list.len() {
        for at in (1..=from).rev() {
            let pair = (list[at].clone(), list[at - 1].clone());
            let said: Dynamic = less.call_within_context(context, pair)?;
            let is_less = match (said.as_int(), said.as_bool()) {
                (Ok(number), _) => number < 0,
                (_, Ok(is_less)) => is_less,
                _ => return wrong(Fault::Comparer),
            };
            if !is_less {
                break;
            }
            swap(list, at, at - 1, watch);
        }
    }
    Ok(())
}
