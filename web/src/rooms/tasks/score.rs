//! The counter: due, done, lost and doubled, in numerals that one can see from afar.

use labs::tasks::TaskBench;
use yew::prelude::*;

use super::words;
use crate::rooms::Scene;

pub(super) fn draw(scene: &Scene<TaskBench>) -> Html {
    let (cluster, lang) = (scene.world.cluster(), scene.lang);
    let score = cluster.score();
    let count = |number: u64, name: &'static str, wrong: bool| {
        html! {
            <div class={classes!((wrong && number > 0).then_some("wrong"))}><dt>{ name }</dt><dd>{ number }</dd></div>
        }
    };
    html! {
        <div class="score">
            <dl>
            <div><dt>{ lang.say("time", "时刻") }</dt><dd>{ cluster.now() }</dd></div>
            { count(score.due, lang.say("due", "到期"), false) }
            { count(score.done, lang.say("done", "完成"), false) }
            { count(score.lost, lang.say("lost", "丢失"), true) }
            { count(score.doubled, lang.say("double effects", "重复生效"), true) }
            if cluster.settings().idempotent { { count(score.suppressed, lang.say("suppressed", "去重"), false) } }
            if cluster.settings().fencing { { count(score.fenced, lang.say("fenced", "拦下"), false) } }
            if cluster.settings().hour > 0 {
                <div><dt>{ lang.say("in the database", "留在数据库") }</dt><dd>{ cluster.waiting_in_database() }</dd></div>
            }
            </dl>
            <p>{ words::settings(cluster.settings(), lang) }</p>
        </div>
    }
}
