//! The worker's own side: it advances its work between messages.
//!
//! A worker that sends messages to itself as microtasks never hears anybody else. So each slice ends with a message through a
//! channel, which queues up behind whatever the page has sent meanwhile (and, unlike a timer, is never made to wait).

use gloo_worker::{HandlerId, Worker, WorkerScope};
use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageChannel, MessagePort};

use super::{Ask, News, Tell, Work};

/// The worker. Both programs register it.
pub struct Slicer {
    channel: MessagePort,
    /// The run, who asked for it, and what is left to do.
    run: Option<(u32, HandlerId, Work)>,
    now: Function,
    performance: JsValue,
}

/// The next slice is due.
#[derive(Debug)]
pub struct Due;

impl Slicer {
    fn begin(
        &mut self,
        scope: &WorkerScope<Self>,
        id: HandlerId,
        run: u32,
        work: Result<Work, News>,
    ) {
        match work {
            Ok(work) => {
                let idle = self.run.is_none();
                self.run = Some((run, id, work));
                if idle {
                    self.wake();
                }
            }
            Err(news) => {
                self.run = None;
                for news in [news, News::Over] {
                    scope.respond(id, Tell { run, news });
                }
            }
        }
    }

    fn wake(&self) {
        self.channel
            .post_message(&JsValue::NULL)
            .expect("nothing can be cloned");
    }

    fn now(&self) -> f64 {
        let now = self.now.call0(&self.performance);
        now.ok().and_then(|now| now.as_f64()).unwrap_or_default()
    }
}

impl Worker for Slicer {
    type Message = Due;
    type Input = Ask;
    type Output = Tell;

    fn create(scope: &WorkerScope<Self>) -> Self {
        let channel = MessageChannel::new().expect("every browser with workers has channels");
        let scope = scope.clone();
        let due = Closure::<dyn Fn()>::new(move || scope.send_message(Due)).into_js_value();
        channel.port1().set_onmessage(Some(due.unchecked_ref()));
        let performance = Reflect::get(&js_sys::global(), &"performance".into())
            .expect("every browser has a clock");
        let now = Reflect::get(&performance, &"now".into()).expect("and it can be read");
        Slicer {
            channel: channel.port2(),
            run: None,
            now: now.unchecked_into(),
            performance,
        }
    }

    fn update(&mut self, scope: &WorkerScope<Self>, _: Due) {
        let Some((run, id, mut work)) = self.run.take() else {
            return;
        };
        let told = work.slice(|| self.now());
        let over = told.last() == Some(&News::Over);
        for news in told {
            scope.respond(id, Tell { run, news });
        }
        if !over {
            self.run = Some((run, id, work));
            self.wake();
        }
    }

    fn received(&mut self, scope: &WorkerScope<Self>, ask: Ask, id: HandlerId) {
        match ask {
            Ask::Run(run, experiment) => self.begin(scope, id, run, Work::of(&experiment)),
            Ask::Judge(run, text) => self.begin(scope, id, run, Work::judging(&text)),
            Ask::Elect(run, start, first, seeds) => {
                self.begin(scope, id, run, Work::electing(&start, first, seeds));
            }
            Ask::Stop => {
                if let Some((run, id, work)) = self.run.take() {
                    for news in work.stop() {
                        scope.respond(id, Tell { run, news });
                    }
                }
            }
        }
    }
}
