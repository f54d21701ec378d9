//! Points on a dial: slot 0 at 12 o'clock, then clockwise.

use std::f64::consts::TAU;

/// A ring of slots.
#[derive(Clone, Copy)]
pub(super) struct Ring {
    pub x: f64,
    pub y: f64,
    /// The outer radius.
    pub radius: f64,
    /// The radius of the hole.
    pub hole: f64,
    pub slots: usize,
}

impl Ring {
    /// The middle of a slot, so far from the centre.
    pub fn at(self, slot: usize, radius: f64) -> (f64, f64) {
        self.turned(slot as f64, radius)
    }

    /// The border between a slot and the one before.
    pub fn border(self, slot: usize, radius: f64) -> (f64, f64) {
        self.turned(slot as f64 - 0.5, radius)
    }

    fn turned(self, slots: f64, radius: f64) -> (f64, f64) {
        let angle = TAU * slots / self.slots as f64;
        (
            tenths(self.x + radius * angle.sin()),
            tenths(self.y - radius * angle.cos()),
        )
    }

    /// The outline of a slot.
    pub fn sector(self, slot: usize) -> String {
        self.arc(slot, slot)
    }

    /// The outline of neighbouring slots.
    pub fn arc(self, from: usize, to: usize) -> String {
        let (outer, hole) = (self.radius, self.hole);
        let [(ax, ay), (bx, by)] = [self.border(from, outer), self.border(to + 1, outer)];
        let [(cx, cy), (dx, dy)] = [self.border(to + 1, hole), self.border(from, hole)];
        let wide = u8::from(2 * (to + 1 - from) > self.slots);
        format!(
            "M{ax} {ay}A{outer} {outer} 0 {wide} 1 {bx} {by}L{cx} {cy}A{hole} {hole} 0 {wide} 0 {dx} {dy}Z"
        )
    }

    /// A hand: a pointer that leaves the hole towards a slot.
    pub fn pointer(self, slot: usize) -> String {
        let point = |slots: f64, radius: f64| self.turned(slot as f64 + slots, radius);
        // The same breadth in pixels, whatever the number of slots.
        let half = 5.0 / self.width(self.hole).max(1.0);
        let [a, tip, b] = [
            point(-half, self.hole),
            point(0.0, self.hole + 10.0),
            point(half, self.hole),
        ];
        format!("M{} {}L{} {}L{} {}Z", a.0, a.1, tip.0, tip.1, b.0, b.1)
    }

    /// 1 where a slot lies at 3 or 9 o'clock, 0 at the top and at the bottom.
    pub fn sideways(self, slot: usize) -> f64 {
        (TAU * slot as f64 / self.slots as f64).sin().abs()
    }

    /// How wide a slot is at a radius.
    pub fn width(self, radius: f64) -> f64 {
        TAU * radius / self.slots as f64
    }
}

/// Short numbers in the page, the same natively and in WebAssembly.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
