//! A progress for each member: a small sorted map that a leader walks for every message.

use std::ops::Index;

use crate::NodeId;
use crate::progress::Progress;

/// Progress by id, ascending. A search is O(log n), a walk goes through memory in order; members are few, so that this
/// is faster than a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Peers(Vec<(NodeId, Progress)>);

impl Peers {
    fn find(&self, id: NodeId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |&(id, _)| id)
    }

    /// What is known of a member.
    #[must_use]
    pub fn get(&self, id: NodeId) -> Option<&Progress> {
        self.find(id).ok().map(|at| &self.0[at].1)
    }

    /// What is known of a member, to change it.
    pub fn get_mut(&mut self, id: NodeId) -> Option<&mut Progress> {
        self.find(id).ok().map(|at| &mut self.0[at].1)
    }

    /// Whether `id` is a member.
    #[must_use]
    pub fn contains(&self, id: NodeId) -> bool {
        self.find(id).is_ok()
    }

    /// Adds a member, or replaces what is known of it.
    pub fn insert(&mut self, id: NodeId, progress: Progress) {
        match self.find(id) {
            Ok(at) => self.0[at].1 = progress,
            Err(at) => self.0.insert(at, (id, progress)),
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, id: NodeId) {
        if let Ok(at) = self.find(id) {
            self.0.remove(at);
        }
    }

    /// Keeps those members of which `keep` is true.
    pub fn retain(&mut self, keep: impl Fn(NodeId) -> bool) {
        self.0.retain(|&(id, _)| keep(id));
    }

    /// The members and what is known of them, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, &Progress)> {
        self.0.iter().map(|(id, progress)| (*id, progress))
    }

    /// As [`Peers::iter`], to change what is known.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (NodeId, &mut Progress)> {
        self.0.iter_mut().map(|(id, progress)| (*id, progress))
    }

    /// The first member above `id`: to walk through all while each is sent something.
    #[must_use]
    pub fn after(&self, id: NodeId) -> Option<NodeId> {
        self.0
            .iter()
            .map(|&(member, _)| member)
            .find(|&member| member > id)
    }
}

impl Index<NodeId> for Peers {
    type Output = Progress;

    /// # Panics
    /// If `id` is no member.
    fn index(&self, id: NodeId) -> &Progress {
        self.get(id).unwrap_or_else(|| panic!("{id} is no member"))
    }
}
