//! A failing script made short, so that somebody can read it.

use crate::action::Action;
use crate::cluster::{Cluster, Settings};

/// Takes actions out as long as `fails` still holds of the cluster after what is left, first many at a time, then
/// single ones. Actions that are refused along the way are passed over.
///
/// O(length^2) actions at worst; the result is *locally* shortest: no single action can be left out.
#[must_use]
pub fn shorten(
    settings: &Settings,
    script: &[Action],
    fails: impl Fn(&Cluster) -> bool,
) -> Vec<Action> {
    let still_fails = |script: &[Action]| {
        let mut cluster = Cluster::new(settings);
        script.iter().any(|action| {
            let _ = cluster.apply(action);
            fails(&cluster)
        })
    };
    let mut script = script.to_vec();
    let mut chunk = script.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        let before = script.len();
        while at < script.len() {
            let end = (at + chunk).min(script.len());
            let shorter = [&script[..at], &script[end..]].concat();
            if still_fails(&shorter) {
                script = shorter;
            } else {
                at = end;
            }
        }
        if chunk > 1 {
            chunk = chunk.div_ceil(2);
        } else if script.len() == before {
            return script;
        }
    }
}
