//! Cut links as walls: one course of bricks around the nodes that are apart, or across each link that is cut.

use labs::raft::Raft;
use raft::NodeId;
use sim::Link;
use yew::prelude::*;

use super::ring::{At, Ring};

/// What stands between the nodes.
pub(super) fn draw(world: &Raft, ring: &Ring) -> Html {
    let cuts: Vec<Link> = world.cuts().collect();
    let sides = Sides::of(ring.nodes, &cuts);
    let walls: Vec<String> = sides
        .apart(ring.nodes)
        .map(|side| wall(ring, side))
        .collect();
    let walled: Vec<usize> = sides
        .apart(ring.nodes)
        .flatten()
        .map(|&id| id as usize)
        .collect();
    // A link is walled off if one of its ends, not both, is behind a wall, or both behind different ones.
    let is_walled = |link: &Link| {
        let behind = |id: NodeId| walled.contains(&(id as usize)).then(|| sides.of_node(id));
        behind(link.from) != behind(link.to)
    };
    html! {
        <>
            { for walls.into_iter().map(|d| html! {
                <><path class="wall-bed" d={d.clone()} /><path class="wall" {d} /></>
            }) }
            { for cuts.iter().filter(|link| !is_walled(link)).map(|link| {
                let both = cuts.contains(&Link { from: link.to, to: link.from });
                if both && link.from > link.to {
                    html! {}
                } else {
                    across(ring, *link, both)
                }
            }) }
        </>
    }
}

/// Nodes that no message passes between, either way.
pub(super) struct Sides {
    /// Each side's nodes, ascending; the sides by their first node.
    pub sides: Vec<Vec<NodeId>>,
}

impl Sides {
    pub(super) fn of(nodes: NodeId, cuts: &[Link]) -> Sides {
        let is_cut = |from, to| cuts.contains(&Link { from, to });
        let mut side_of: Vec<NodeId> = (1..=nodes).collect();
        // Joins sides until nothing is left to join: nodes are few.
        for _ in 0..nodes {
            for a in 1..=nodes {
                for b in 1..=nodes {
                    if a != b && !(is_cut(a, b) && is_cut(b, a)) {
                        let (x, y) = (side_of[a as usize - 1], side_of[b as usize - 1]);
                        side_of[a as usize - 1] = x.min(y);
                        side_of[b as usize - 1] = x.min(y);
                    }
                }
            }
        }
        let members = |side| {
            (1..=nodes)
                .filter(|&id| side_of[id as usize - 1] == side)
                .collect()
        };
        let mut names: Vec<NodeId> = side_of.clone();
        names.sort_unstable();
        names.dedup();
        Sides {
            sides: names.into_iter().map(members).collect(),
        }
    }

    /// Which side a node is on.
    fn of_node(&self, id: NodeId) -> usize {
        let side = self.sides.iter().position(|side| side.contains(&id));
        side.expect("every node is on a side")
    }

    /// The sides that get a wall: all but the largest, as far as their nodes stand beside each other.
    fn apart(&self, nodes: NodeId) -> impl Iterator<Item = &Vec<NodeId>> {
        let largest = (0..self.sides.len()).max_by_key(|&i| (self.sides[i].len(), usize::MAX - i));
        let others = self
            .sides
            .iter()
            .enumerate()
            .filter(move |(i, _)| Some(*i) != largest);
        others
            .map(|(_, side)| side)
            .filter(move |side| run(side, nodes).is_some())
    }
}

/// The first and last of nodes that stand beside each other on the ring, going clockwise; `None` if they do not.
fn run(side: &[NodeId], nodes: NodeId) -> Option<(NodeId, NodeId)> {
    let before = |id: NodeId| if id == 1 { nodes } else { id - 1 };
    let firsts: Vec<NodeId> = side
        .iter()
        .copied()
        .filter(|&id| !side.contains(&before(id)))
        .collect();
    let [first] = firsts[..] else { return None };
    let last = (first + side.len() as NodeId - 2) % nodes + 1;
    Some((first, last))
}

/// From the gap before a side to the gap behind it, bent towards the middle of the ring.
fn wall(ring: &Ring, side: &[NodeId]) -> String {
    let (first, last) = run(side, ring.nodes).expect("only such sides get a wall");
    let reach = ring.radius + 22.0;
    let (from, to) = (
        ring.at(first as f64 - 1.5, reach),
        ring.at(last as f64 - 0.5, reach),
    );
    let (mut x, mut y) = (0.0, 0.0);
    for &id in side {
        let at = ring.node(id);
        x += at.x / side.len() as f64;
        y += at.y / side.len() as f64;
    }
    let bend = At::new(x * 0.12, y * 0.12);
    format!("M{}Q{} {}", from.path(), bend.path(), to.path())
}

/// Across one link; if only one way is cut, across that one's side, near its receiver.
fn across(ring: &Ring, link: Link, both: bool) -> Html {
    let (from, to) = (ring.node(link.from), ring.node(link.to));
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let share = if both { 0.5 } else { 0.58 };
    let (x, y) = (from.x + dx * share, from.y + dy * share);
    let (near, far) = if both { (-18.0, 18.0) } else { (1.0, 24.0) };
    let end = |aside: f64| At::new(x - uy * aside, y + ux * aside).path();
    let d = format!("M{}L{}", end(near), end(far));
    html! {
        <>
            <path class="wall-bed" d={d.clone()} />
            <path class="wall short" {d} />
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pairs: &[(NodeId, NodeId)]) -> Vec<Link> {
        let both = |&(a, b): &(NodeId, NodeId)| [Link { from: a, to: b }, Link { from: b, to: a }];
        pairs.iter().flat_map(both).collect()
    }

    #[test]
    fn a_node_cut_from_all_others_is_a_side_of_its_own() {
        let sides = Sides::of(4, &cut(&[(1, 2), (1, 3), (1, 4)]));
        assert_eq!(sides.sides, [vec![1], vec![2, 3, 4]]);
        assert_eq!(sides.apart(4).collect::<Vec<_>>(), [&vec![1]]);
    }

    #[test]
    fn a_link_that_is_cut_makes_no_side_while_there_is_a_way_round() {
        assert_eq!(Sides::of(3, &cut(&[(1, 2)])).sides, [vec![1, 2, 3]]);
        let one_way = [Link { from: 1, to: 2 }];
        assert_eq!(Sides::of(2, &one_way).sides, [vec![1, 2]]);
    }

    #[test]
    fn only_nodes_that_stand_beside_each_other_get_one_wall() {
        assert_eq!(run(&[1, 5], 5), Some((5, 1)));
        assert_eq!(run(&[2, 3], 5), Some((2, 3)));
        assert_eq!(run(&[1, 3], 5), None);
        assert_eq!(run(&[4], 5), Some((4, 4)));
    }
}
