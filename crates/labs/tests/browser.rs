//! Every world gives the same trace natively and in WebAssembly: 1,000 seeds of random lines, told as one number that is
//! the same constant in both. `cargo test` runs it natively, `cargo xtask test wasm` in Chromium.

use labs::etcd::Etcd;
use labs::ids::IdBench;
use labs::search::SearchBench;
use labs::shuffle::Bench;
use lesson::World;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const SHUFFLE: &[&str] = &[
    "new 5",
    "new 9",
    "shuffle two_random_n_swaps k=3",
    "shuffle fisher_yates",
    "shuffle sattolo",
    "shuffle sort_coin_comparator_v8_timsort",
    "generator xoshiro128++",
    "generator chacha8 seed=9",
    "generator go1.19",
    "draw",
    "step",
    "trial",
    "swap 0 3",
    "swap 3 17",
    "run 100",
    "exact first",
    "exact failover 1",
    "chi2",
    "servers dead=1 retries=1",
    "clients 3 seeds=own",
    "nonsense",
];

const ETCD: &[&str] = &[
    "put a 1",
    "put b 2",
    "put a 3 --prev-kv",
    "get a",
    "get a -w json",
    "get a b --order=DESCEND",
    "get --prefix \"\" -w fields",
    "get a --rev=2",
    "del a",
    "del --prefix \"\"",
    "compaction 3",
    "lease grant 10",
    "endpoint status -w table",
    "sleep 2s",
    "crash",
    "nonsense",
];

const IDS: &[&str] = &[
    "layout 10 12",
    "layout 3 1 epoch=2021-01-01",
    "policy bwmarrin",
    "policy sonyflake",
    "policy borrow",
    "source row",
    "source lease ttl=20 check=no",
    "source lease",
    "start a",
    "start b config=2",
    "clone a c",
    "restart a",
    "crash b",
    "skew a -3",
    "skew c 2",
    "tick 2",
    "next a 5",
    "next b",
    "next c 2",
    "storm 20",
    "need years=100 nodes=9",
    "compare",
    "decode 1541815603606036481",
    "text 1541815603606036481",
    "sum",
    "show",
    "nonsense",
];

const SEARCH: &[&str] = &[
    "load zh",
    "load reviews",
    "doc 1 今天天气很好",
    "doc 2 the weather is fine, 天气",
    "doc 1 明天",
    "DELETE docs/_doc/1",
    "refresh",
    "merge",
    "sleep 1s",
    "analyze 今天天气很好",
    "find pairs 天气很好",
    "find phrase 天气",
    "postings 天气",
    "list a 1 5 9 400",
    "list b 0..500 by 5",
    "intersect all a b",
    "walk all a b",
    "step 7",
    "select * from reviews where star_num > 2 and (city = '北京' or banned = 1) order by star_num limit 3",
    "select avg(star_num) from reviews group by city",
    "GET zh/_explain/9 {\"query\": {\"match\": {\"text\": \"天气很好\"}}}",
    "GET reviews/_search {\"query\": {\"match\": {\"text\": \"很好\"}}}",
    "table put 1 天气",
    "table put late=2s 2 今天天气很好",
    "table put - 没有主键",
    "table delete 1",
    "feed by time overlap 1s",
    "feed by log",
    "poll",
    "feed",
    "nonsense",
];

/// FNV-1a, 64 bits.
fn add(digest: u64, text: &str) -> u64 {
    text.bytes().chain([b'\n']).fold(digest, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// One number for what a world says to `length` random lines, for each of 1,000 seeds.
fn digest<W: World>(lines: &[&str], length: usize) -> u64 {
    let mut digest = 0xcbf2_9ce4_8422_2325;
    for seed in 0..1_000 {
        let mut world = W::new(seed);
        let mut chance = seed;
        for _ in 0..length {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let line = lines[(chance >> 33) as usize % lines.len()];
            digest = match line.parse::<W::Command>() {
                Err(error) => add(digest, &error.to_string()),
                Ok(command) => match world.apply(&command) {
                    Err(refusal) => add(add(digest, &refusal.message), &refusal.why),
                    Ok(events) => events
                        .iter()
                        .fold(digest, |digest, event| add(digest, &event.to_string())),
                },
            };
        }
    }
    digest
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_shuffle_bench_says_the_same_natively_and_in_webassembly() {
    let digest = digest::<Bench>(SHUFFLE, 12);
    assert_eq!(digest, 0xbbb2_c04d_34c6_5c01, "{digest:#018x}");
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn etcd_says_the_same_natively_and_in_webassembly() {
    let digest = digest::<Etcd>(ETCD, 12);
    assert_eq!(digest, 0x06ea_55cb_ac9a_f7ec, "{digest:#018x}");
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_id_bench_says_the_same_natively_and_in_webassembly() {
    let digest = digest::<IdBench>(IDS, 24);
    assert_eq!(digest, 0xa68b_6dcc_4066_0d02, "{digest:#018x}");
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_search_bench_says_the_same_natively_and_in_webassembly() {
    let digest = digest::<SearchBench>(SEARCH, 24);
    assert_eq!(digest, 0x781a_4a01_c258_7e06, "{digest:#018x}");
}
