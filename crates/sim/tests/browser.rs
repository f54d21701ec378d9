//! The same bytes natively and in WebAssembly: whole runs, with every node, disk and message in flight at their end, are
//! boiled down to one number, which is the same constant in both.

use raft::{Rules, fingerprint};
use sim::random::run;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn clusters_end_the_same_natively_and_in_webassembly() {
    let all = (0..40).fold(0, |all, seed| {
        let run = run(seed, Rules::ALL, 1_500);
        let lines: Vec<String> = run.script.iter().map(ToString::to_string).collect();
        fingerprint(&(all, lines, run.cluster))
    });
    assert_eq!(all, 0x8f38_7c9d_22fc_e432, "{all:#018x}");
}

/// Two runs of a seed are one: nothing comes from outside.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_seed_gives_the_same_run_twice() {
    for seed in 0..10 {
        let (first, second) = (run(seed, Rules::ALL, 1_000), run(seed, Rules::ALL, 1_000));
        assert!(
            first.script == second.script && first.cluster == second.cluster,
            "seed {seed}"
        );
    }
}

/// A script that is replayed leads to the same cluster as the schedule that it came from.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_script_replays_to_the_same_cluster() {
    for seed in 0..10 {
        let run = run(seed, Rules::ALL, 1_000);
        let mut cluster = sim::Cluster::new(&run.settings);
        for action in &run.script {
            let line = action.to_string();
            cluster
                .apply(&line.parse().expect("what is printed is read"))
                .expect("what was done can be done");
        }
        assert!(cluster == run.cluster, "seed {seed}");
    }
}
