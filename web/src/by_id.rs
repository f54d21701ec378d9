//! A handful of things, each with its id, in the order of their ids.
//!
//! A page has a few of each kind: the challenges of a lesson, the lessons of a curriculum. A sorted list finds them as
//! fast as a tree, and every kind of tree is some 5 KB of a page's program.

use std::ops::Index;

use serde::{Deserialize, Serialize};

/// Things by id. To find one takes O(log n), to add or remove one O(n).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ById<T>(Vec<(String, T)>);

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ById<T> {
    fn place(&self, id: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.as_str().cmp(id))
    }

    /// The thing of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&T> {
        Some(&self.0[self.place(id).ok()?].1)
    }

    /// The thing of that id, to be changed.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = self.place(id).ok()?;
        Some(&mut self.0[place].1)
    }

    /// Puts a thing in the place of its id; what had that id gives way.
    pub fn insert(&mut self, id: String, thing: T) {
        match self.place(&id) {
            Ok(place) => self.0[place].1 = thing,
            Err(place) => self.0.insert(place, (id, thing)),
        }
    }

    /// Takes the thing of that id out, if there is one.
    pub fn remove(&mut self, id: &str) {
        if let Ok(place) = self.place(id) {
            self.0.remove(place);
        }
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every id with its thing.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(id, thing)| (id.as_str(), thing))
    }
}

impl<T> FromIterator<(String, T)> for ById<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(things: I) -> Self {
        let mut by_id = Self::default();
        for (id, thing) in things {
            by_id.insert(id, thing);
        }
        by_id
    }
}

impl<T> Index<&str> for ById<T> {
    type Output = T;

    fn index(&self, id: &str) -> &T {
        self.get(id)
            .unwrap_or_else(|| panic!("nothing has the id `{id}`"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_holds_what_a_tree_holds() {
        let (mut ours, mut tree) = (ById::default(), BTreeMap::new());
        for step in 0..500_u32 {
            let id = format!("p{}", step * 7_919 % 23);
            match step % 3 {
                0 => {
                    ours.remove(&id);
                    tree.remove(&id);
                }
                1 => {
                    ours.insert(id.clone(), step);
                    tree.insert(id, step);
                }
                _ => {
                    let (a, b) = (ours.get_mut(&id), tree.get_mut(&id));
                    assert_eq!(a, b, "{id}");
                    if let (Some(a), Some(b)) = (a, b) {
                        (*a, *b) = (step, step);
                    }
                }
            }
            assert!(
                ours.iter()
                    .eq(tree.iter().map(|(id, thing)| (id.as_str(), thing))),
                "step {step}: {ours:?} {tree:?}"
            );
            assert_eq!(ours.is_empty(), tree.is_empty());
        }
    }
}
