//! Which watched ranges contain this key?
//!
//! A hash map finds the watchers of one key; those of a range need a search tree. Nodes are ordered by where their range
//! starts, and each knows the furthest end of any range below it: a subtree whose furthest end is not beyond the key holds
//! nothing for it, and neither does one that starts after it.
//!
//! ```text
//!                      [d, k)  max ∞
//!                     /             \
//!          [a, e)  max f           [m, p)  max ∞        'n' is in [m, p) and [o..: the left side is never entered,
//!               \                       \               since nothing there ends after 'k'
//!             [b, f)  max f           [o, ∞)  max ∞
//! ```
//!
//! etcd's is a red-black tree (Cormen et al., Introduction to Algorithms, chapter 14.3); this one keeps its balance as
//! Adelson-Velsky and Landis taught (1962), with the same bounds: O(log n) to insert and remove, O(min(n, m log n)) to
//! find m ranges.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::bytes::Bytes;

/// Where a range ends: before a key, or nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Before this key.
    Before(Bytes),
    /// It has no end.
    Never,
}

impl End {
    /// Whether the key lies before this end.
    #[must_use]
    pub fn is_after(&self, key: &[u8]) -> bool {
        match self {
            End::Before(end) => key < &**end,
            End::Never => true,
        }
    }
}

/// Ranges of keys, each with the watchers that watch it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntervalTree {
    root: Tree,
}

type Tree = Option<Box<Node>>;

/// One range and what lies below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// First key of the range.
    pub start: Bytes,
    /// End of the range.
    pub end: End,
    /// Furthest end of this range and those below.
    pub max_end: End,
    /// Who watches exactly this range.
    pub watchers: BTreeSet<u64>,
    height: i32,
    left: Tree,
    right: Tree,
}

impl Node {
    /// The subtree of ranges that start earlier.
    #[must_use]
    pub fn left(&self) -> Option<&Node> {
        self.left.as_deref()
    }

    /// The subtree of ranges that start later.
    #[must_use]
    pub fn right(&self) -> Option<&Node> {
        self.right.as_deref()
    }
}

impl IntervalTree {
    /// The topmost node, to look at.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.root.as_deref()
    }

    pub(crate) fn insert(&mut self, start: &Bytes, end: &End, watcher: u64) {
        self.root = Some(inserted(self.root.take(), start, end, watcher));
    }

    pub(crate) fn remove(&mut self, start: &Bytes, end: &End, watcher: u64) {
        self.root = removed(self.root.take(), start, end, watcher);
    }

    /// Adds the watchers of all ranges that contain `key`.
    pub(crate) fn stab(&self, key: &[u8], found: &mut Vec<u64>) {
        stab(self.root.as_deref(), key, found);
    }

    /// Panics unless order, balance, heights and furthest ends are right.
    pub(crate) fn check(&self) {
        check(self.root.as_deref());
    }
}

fn stab(node: Option<&Node>, key: &[u8], found: &mut Vec<u64>) {
    let Some(node) = node.filter(|node| node.max_end.is_after(key)) else {
        return;
    };
    stab(node.left(), key, found);
    if *node.start <= *key {
        if node.end.is_after(key) {
            found.extend(&node.watchers);
        }
        stab(node.right(), key, found);
    }
}

fn height(tree: &Tree) -> i32 {
    tree.as_ref().map_or(0, |node| node.height)
}

fn order(start: &Bytes, end: &End, node: &Node) -> Ordering {
    start.cmp(&node.start).then_with(|| end.cmp(&node.end))
}

fn inserted(tree: Tree, start: &Bytes, end: &End, watcher: u64) -> Box<Node> {
    let Some(mut node) = tree else {
        let (start, end, max_end) = (start.clone(), end.clone(), end.clone());
        let watchers = BTreeSet::from([watcher]);
        return Box::new(Node {
            start,
            end,
            max_end,
            watchers,
            height: 1,
            left: None,
            right: None,
        });
    };
    match order(start, end, &node) {
        Ordering::Less => node.left = Some(inserted(node.left.take(), start, end, watcher)),
        Ordering::Greater => node.right = Some(inserted(node.right.take(), start, end, watcher)),
        Ordering::Equal => assert!(
            node.watchers.insert(watcher),
            "watcher {watcher} watches its range once"
        ),
    }
    balanced(node)
}

fn removed(tree: Tree, start: &Bytes, end: &End, watcher: u64) -> Tree {
    let mut node = tree.expect("the range of a watcher is in the tree");
    match order(start, end, &node) {
        Ordering::Less => node.left = removed(node.left.take(), start, end, watcher),
        Ordering::Greater => node.right = removed(node.right.take(), start, end, watcher),
        Ordering::Equal => {
            assert!(
                node.watchers.remove(&watcher),
                "watcher {watcher} is in the node of its range"
            );
            if node.watchers.is_empty() {
                return without_root(*node);
            }
        }
    }
    Some(balanced(node))
}

/// Joins the two sides of a node that goes: the first of the right side takes its place.
fn without_root(node: Node) -> Tree {
    let Some(right) = node.right else {
        return node.left;
    };
    let (mut first, rest) = split_first(right);
    first.left = node.left;
    first.right = rest;
    Some(balanced(first))
}

fn split_first(mut node: Box<Node>) -> (Box<Node>, Tree) {
    match node.left.take() {
        None => {
            let rest = node.right.take();
            (node, rest)
        }
        Some(left) => {
            let (first, rest) = split_first(left);
            node.left = rest;
            (first, Some(balanced(node)))
        }
    }
}

/// Restores the balance of a node whose sides are balanced and differ by at most two.
fn balanced(mut node: Box<Node>) -> Box<Node> {
    match height(&node.left) - height(&node.right) {
        2 => {
            let left = node.left.take().expect("the higher side");
            node.left = Some(if height(&left.left) < height(&left.right) {
                rotated_left(left)
            } else {
                left
            });
            rotated_right(node)
        }
        -2 => {
            let right = node.right.take().expect("the higher side");
            node.right = Some(if height(&right.right) < height(&right.left) {
                rotated_right(right)
            } else {
                right
            });
            rotated_left(node)
        }
        _ => summed(node),
    }
}

fn rotated_left(mut node: Box<Node>) -> Box<Node> {
    let mut top = node.right.take().expect("a right side to come up");
    node.right = top.left.take();
    top.left = Some(summed(node));
    summed(top)
}

fn rotated_right(mut node: Box<Node>) -> Box<Node> {
    let mut top = node.left.take().expect("a left side to come up");
    node.left = top.right.take();
    top.right = Some(summed(node));
    summed(top)
}

/// Sets height and furthest end from the two sides.
fn summed(mut node: Box<Node>) -> Box<Node> {
    node.height = 1 + height(&node.left).max(height(&node.right));
    node.max_end = furthest(&node).clone();
    node
}

fn furthest(node: &Node) -> &End {
    let below = node
        .left
        .iter()
        .chain(&node.right)
        .map(|side| &side.max_end);
    below.fold(&node.end, |furthest, end| furthest.max(end))
}

fn check(node: Option<&Node>) -> i32 {
    let Some(node) = node else { return 0 };
    let (left, right) = (check(node.left()), check(node.right()));
    assert!(
        (left - right).abs() <= 1,
        "heights {left} and {right} below {:?}",
        node.start
    );
    assert_eq!(
        node.height,
        1 + left.max(right),
        "height of {:?}",
        node.start
    );
    assert_eq!(
        &node.max_end,
        furthest(node),
        "furthest end below {:?}",
        node.start
    );
    assert!(
        node.left()
            .is_none_or(|left| order(&left.start, &left.end, node).is_lt()),
        "left of {:?}",
        node.start
    );
    assert!(
        node.right()
            .is_none_or(|right| order(&right.start, &right.end, node).is_gt()),
        "right of {:?}",
        node.start
    );
    assert!(!node.watchers.is_empty(), "nobody watches {:?}", node.start);
    node.height
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    #[test]
    fn finds_what_a_list_finds_while_ranges_come_and_go() {
        for seed in 0..20 {
            let mut dice = Rng::with_seed(seed);
            let (mut tree, mut list) = (IntervalTree::default(), Vec::<(Bytes, End, u64)>::new());
            for watcher in 0..300 {
                if dice.u32(..3) == 0 && !list.is_empty() {
                    let (start, end, watcher) =
                        list.swap_remove(dice.u32(..(list.len() as u32)) as usize);
                    tree.remove(&start, &end, watcher);
                } else {
                    let (a, b) = (dice.u32(..40) as u8, dice.u32(..40) as u8);
                    let end = if b == 0 {
                        End::Never
                    } else {
                        End::Before(Bytes::from(&[a.max(b) + 1][..]))
                    };
                    let start = Bytes::from(&[if b == 0 { a } else { a.min(b) }][..]);
                    tree.insert(&start, &end, watcher);
                    list.push((start, end, watcher));
                }
                tree.check();
                let key = [dice.u32(..42) as u8];
                let mut found = Vec::new();
                tree.stab(&key, &mut found);
                found.sort_unstable();
                let holds =
                    |(start, end, _): &&(Bytes, End, u64)| **start <= key[..] && end.is_after(&key);
                let mut expected: Vec<u64> = list
                    .iter()
                    .filter(holds)
                    .map(|(_, _, watcher)| *watcher)
                    .collect();
                expected.sort_unstable();
                assert_eq!(
                    found, expected,
                    "seed {seed}, watcher {watcher}, key {key:?}"
                );
            }
        }
    }
}
