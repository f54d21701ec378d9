//! x
use raft::*;
fn main() {
    let mode = std::env::args().nth(1).unwrap();
    let mut nodes: Vec<Node> = (1..=3)
        .map(|id| Node::new(Config::new(id), Storage::founded_by(1..=3)).unwrap())
        .collect();
    let mut ready = Ready::default();
    let mut fl: Vec<Message> = vec![];
    nodes[0].campaign();
    settle(&mut nodes, &mut ready, &mut fl);
    let t = std::time::Instant::now();
    let n: u64 = std::env::args()
        .nth(2)
        .map_or(2_000_000, |s| s.parse().unwrap());
    match mode.as_str() {
        "one" => {
            for _ in 0..n {
                nodes[0].propose(Bytes::from([7u8; 64].as_slice())).unwrap();
                settle(&mut nodes, &mut ready, &mut fl);
            }
        }
        "tick" => {
            for _ in 0..n {
                nodes.iter_mut().for_each(Node::tick);
                settle(&mut nodes, &mut ready, &mut fl);
            }
        }
        _ => {
            for _ in 0..n / 64 {
                nodes[0]
                    .propose_batch((0..64).map(|_| Bytes::from([7u8; 64].as_slice())))
                    .unwrap();
                settle(&mut nodes, &mut ready, &mut fl);
            }
        }
    }
    println!(
        "{} ns {}",
        t.elapsed().as_nanos() as f64 / n as f64,
        size_of::<Message>()
    );
}
fn settle(nodes: &mut [Node], ready: &mut Ready, fl: &mut Vec<Message>) {
    loop {
        let mut idle = true;
        for node in nodes.iter_mut() {
            if node.has_ready() {
                idle = false;
                node.ready_into(ready);
                if let Some(h) = ready.hard_state {
                    node.storage_mut().set_hard_state(h);
                }
                node.storage_mut().append(&ready.entries);
                fl.append(&mut ready.messages);
                node.advance();
                let a = node.log().applied();
                if a >= node.storage().first_index() + 2048 {
                    node.storage_mut().compact(a - 1024).unwrap();
                }
            }
        }
        for m in fl.drain(..) {
            idle = false;
            let to = m.to as usize - 1;
            nodes[to].step(m).unwrap();
        }
        if idle {
            return;
        }
    }
}
