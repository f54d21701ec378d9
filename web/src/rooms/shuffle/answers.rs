//! The answer to a question as a picture, and in words.

use charts::{BiasMatrix, Chart, FirstPosition, Servers, Table, Twin};
use labs::shuffle::{Answer, Bench, Load, Seeds, Verdict, row};
use yew::prelude::*;

use super::{exact, words};
use crate::rooms::Scene;
use crate::words::Lang;

/// Pictures are drawn for these widths: they fit side by side on a wide page, one below the other on a phone.
const MATRIX_WIDTH: u32 = 336;
const BARS_WIDTH: u32 = 306;

pub(super) fn draw(answer: &Answer, scene: &Scene<Bench>) -> Html {
    let lang = scene.lang;
    match answer {
        Answer::Counted(counts, exact) => counted(counts, exact.cells(), None, lang),
        Answer::ChiSquared(_, verdict) => match scene.world.counts_with_exact() {
            Some((counts, exact)) => {
                counted(counts, exact.cells(), Some(verdict.test.p_value), lang)
            }
            None => html! {},
        },
        Answer::Servers(settings, load) => figure(
            &words::shuffle_name(settings.shuffle, settings.n, lang),
            &Servers {
                a: &shares(load),
                b: None,
                dead: load.dead,
            },
            MATRIX_WIDTH + 60,
            lang,
        ),
        Answer::P0(settings, chance) => {
            let bar = exact::Bar::of_element(0, chance, lang);
            exact::bars(
                lang.say("Who comes first, exactly", "谁排第一，精确值"),
                &[bar],
                settings.n,
                lang,
            )
        }
        Answer::First(settings, chances) => {
            let bars: Vec<_> = chances
                .iter()
                .enumerate()
                .map(|(element, chance)| exact::Bar::of_element(element, chance, lang))
                .collect();
            exact::bars(
                lang.say("Who comes first, exactly", "谁排第一，精确值"),
                &bars,
                settings.n,
                lang,
            )
        }
        Answer::FailOver(settings, dead, second) => {
            let bars: Vec<_> = second
                .iter()
                .enumerate()
                .filter(|(server, _)| server != dead)
                .map(|(server, share)| exact::Bar {
                    name: format!("s{server}"),
                    share: *share,
                    words: format!("{share:.6}"),
                })
                .collect();
            let caption = lang.say(
                format!("Who is second when {dead} is first, exactly"),
                format!("{dead} 排第一时，谁排第二，精确值"),
            );
            exact::bars(&caption, &bars, settings.n - 1, lang)
        }
        Answer::Permutations(_, spread) => {
            let caption = lang.say(
                "How likely the orders are, exactly",
                "各种次序的概率，精确值",
            );
            exact::bars(
                caption,
                &exact::spread_bars(spread, lang),
                spread.orders,
                lang,
            )
        }
        Answer::Matrix(_, matrix) => exact::matrix(matrix, lang),
        Answer::Clients(_, _, orders) => clients(orders, lang),
    }
}

fn counted(
    counts: &labs::shuffle::Counts,
    exact: &[f64],
    p_value: Option<f64>,
    lang: Lang,
) -> Html {
    let matrix = bias_matrix(counts, exact, p_value);
    let first = counts.first();
    let chances: Vec<f64> = exact.iter().step_by(counts.n()).copied().collect();
    let bars = FirstPosition {
        counts: &first,
        trials: counts.trials,
        exact: Some(&chances),
        exact_words: None,
        top: None,
    };
    html! {
        <div class="charts">
            { figure(lang.say("Where every element ends", "每个元素最后在哪里"), &matrix, MATRIX_WIDTH, lang) }
            { figure(lang.say("Who comes first", "谁排第一"), &bars, BARS_WIDTH, lang) }
        </div>
    }
}

fn bias_matrix<'a>(
    counts: &'a labs::shuffle::Counts,
    exact: &'a [f64],
    p_value: Option<f64>,
) -> BiasMatrix<'a> {
    BiasMatrix {
        n: counts.n(),
        counts: counts.positions.cells(),
        trials: counts.trials,
        exact: Some(exact),
        p_value,
    }
}

fn figure(caption: &str, chart: &impl Chart, width: u32, lang: Lang) -> Html {
    let svg = charts::svg(chart, width, lang.for_charts());
    html! {
        <figure class="chart">
            <figcaption>{ caption }</figcaption>
            { Html::from_html_unchecked(svg.into()) }
        </figure>
    }
}

/// Clients that start together: a row of servers each, and whom it talks to.
fn clients(orders: &[Vec<u8>], lang: Lang) -> Html {
    html! {
        <ol class="clients">
            { for orders.iter().enumerate().map(|(client, order)| html! {
                <li>
                    <span class="name">{ lang.say(format!("client {}", client + 1), format!("客户端 {}", client + 1)) }</span>
                    <span class="servers">
                        { for order.iter().take(12).enumerate().map(|(position, server)| html! {
                            <span class={(position == 0).then_some("first")}>{ server }</span>
                        }) }
                    </span>
                </li>
            }) }
        </ol>
    }
}

fn shares(load: &Load) -> Vec<f64> {
    load.answered
        .iter()
        .map(|&answered| answered as f64 / load.requests.max(1) as f64)
        .collect()
}

/// An answer in words.
pub(super) fn twin(answer: &Answer, lang: Lang) -> Twin {
    let settings = answer.settings();
    let name = words::shuffle_name(settings.shuffle, settings.n, lang);
    let fair = 1.0 / settings.n as f64;
    match answer {
        Answer::Counted(counts, exact) => {
            bias_matrix(counts, exact.cells(), None).twin(lang.for_charts())
        }
        Answer::ChiSquared(_, verdict) => Twin {
            verdict: match verdict.is_biased() {
                true => lang.say("Biased.", "有偏差。"),
                false => lang.say("No bias found.", "没有发现偏差。"),
            }
            .to_string(),
            finding: chi_squared(verdict, lang),
            table: Table::default(),
        },
        Answer::Servers(_, load) => servers(load, lang),
        Answer::P0(_, chance) => Twin {
            verdict: lang.say(
                format!("{name}: element 0 is first with {chance}."),
                format!("{name}：元素 0 排第一的概率是 {chance}。"),
            ),
            finding: lang.say(
                format!("Fair would be {fair:.12}."),
                format!("公平应为 {fair:.12}。"),
            ),
            table: Table::default(),
        },
        Answer::First(_, chances) => {
            let (least, most) = bounds(chances.iter().map(|chance| chance.decimal));
            Twin {
                verdict: between(&name, least, most, fair, lang),
                finding: lang.say(
                    "How likely each element is at position 0.".into(),
                    "各元素出现在位置 0 的概率。".into(),
                ),
                table: table(
                    [lang.say("element", "元素"), lang.say("chance", "概率")],
                    chances
                        .iter()
                        .enumerate()
                        .map(|(element, chance)| [element.to_string(), chance.to_string()]),
                ),
            }
        }
        Answer::Matrix(_, matrix) => {
            let (least, most) = bounds(matrix.cells().iter().copied());
            let mut headers = vec![lang.say("element", "元素").to_string()];
            headers.extend((0..matrix.n()).map(|position| position.to_string()));
            let line = |element: usize| {
                std::iter::once(element.to_string())
                    .chain(
                        matrix
                            .row(element)
                            .iter()
                            .map(|share| format!("{share:.6}")),
                    )
                    .collect()
            };
            Twin {
                verdict: between(&name, least, most, fair, lang),
                finding: lang.say(
                    "Exact chances of every element at every position.".into(),
                    "每个元素在每个位置的精确概率。".into(),
                ),
                table: Table {
                    caption: lang
                        .say(
                            "Rows: element before. Columns: position after.",
                            "行：洗前的元素；列：洗后的位置",
                        )
                        .to_string(),
                    headers,
                    rows: (0..matrix.n()).map(line).collect(),
                },
            }
        }
        Answer::Permutations(_, spread) => Twin {
            verdict: lang.say(
                format!(
                    "{name}: {} of {} orders can come.",
                    spread.reachable, spread.orders
                ),
                format!(
                    "{name}：{} 种顺序中有 {} 种可能出现。",
                    spread.orders, spread.reachable
                ),
            ),
            finding: lang.say(
                format!(
                    "The likeliest is {}, with {:.6}; fair is {:.6}.",
                    row(&spread.most.2),
                    spread.most.0 as f64 / spread.outcomes as f64,
                    1.0 / spread.orders as f64
                ),
                format!(
                    "最可能的是 {}，概率 {:.6}；公平应为 {:.6}。",
                    row(&spread.most.2),
                    spread.most.0 as f64 / spread.outcomes as f64,
                    1.0 / spread.orders as f64
                ),
            ),
            table: table(
                [lang.say("order", "顺序"), lang.say("outcomes", "结果数")],
                [&spread.most, &spread.least]
                    .map(|(ways, _, example)| [row(example), ways.to_string()]),
            ),
        },
        Answer::FailOver(_, dead, second) => {
            let most = (0..second.len())
                .max_by(|&a, &b| second[a].total_cmp(&second[b]))
                .unwrap_or(0);
            Twin {
                verdict: lang.say(
                    format!("When server {dead} is down, server {most} gets {} of what was meant for it.", charts::percent(second[most], lang.for_charts())),
                    format!("服务器 {dead} 停机时，它的请求有 {} 转到服务器 {most}。", charts::percent(second[most], lang.for_charts())),
                ),
                finding: lang.say(
                    format!("A fair share would be {}.", charts::percent(1.0 / (settings.n - 1) as f64, lang.for_charts())),
                    format!("公平应为 {}。", charts::percent(1.0 / (settings.n - 1) as f64, lang.for_charts())),
                ),
                table: table(
                    [lang.say("server", "服务器"), lang.say("second with", "排第二的概率")],
                    second.iter().enumerate().filter(|(server, _)| server != dead).map(|(server, share)| [server.to_string(), format!("{share:.12}")]),
                ),
            }
        }
        Answer::Clients(_, seeds, orders) => {
            let mut first: Vec<u8> = Vec::new();
            for order in orders {
                if !first.contains(&order[0]) {
                    first.push(order[0]);
                }
            }
            let count = orders.len();
            Twin {
                verdict: match first.as_slice() {
                    [only] => lang.say(
                        format!("All {count} clients talk to server {only}."),
                        format!("{count} 个客户端都连到服务器 {only}。"),
                    ),
                    several => lang.say(
                        format!("{count} clients talk to {} servers.", several.len()),
                        format!("{count} 个客户端连到 {} 台服务器。", several.len()),
                    ),
                },
                finding: match seeds {
                    Seeds::Same => lang.say("They start from the same seed.", "它们的种子相同。"),
                    Seeds::Own => lang.say("Each has a seed of its own.", "每个都有自己的种子。"),
                }
                .to_string(),
                table: table(
                    [
                        lang.say("client", "客户端"),
                        lang.say("row of servers", "服务器顺序"),
                    ],
                    orders
                        .iter()
                        .enumerate()
                        .map(|(client, order)| [(client + 1).to_string(), row(order)]),
                ),
            }
        }
    }
}

fn servers(load: &Load, lang: Lang) -> Twin {
    let shares = shares(load);
    let living: Vec<usize> = (0..shares.len())
        .filter(|&server| Some(server) != load.dead)
        .collect();
    let by_share = |a: &usize, b: &usize| shares[*a].total_cmp(&shares[*b]).then(b.cmp(a));
    let busiest = living
        .iter()
        .copied()
        .max_by(by_share)
        .expect("a server lives");
    let idlest = living
        .iter()
        .copied()
        .min_by(by_share)
        .expect("a server lives");
    let percent = |share: f64| charts::percent(share, lang.for_charts());
    let fair = percent(1.0 / living.len() as f64);
    let verdict = match load.dead {
        Some(dead) => lang.say(
            format!("Server {dead} is down."),
            format!("服务器 {dead} 停机。"),
        ),
        None => lang.say(
            "All servers are up.".to_string(),
            "所有服务器都在运行。".to_string(),
        ),
    };
    let mut finding = lang.say(
        format!("Server {busiest} answers {} of the requests, server {idlest} only {}; fair would be {fair}.", percent(shares[busiest]), percent(shares[idlest])),
        format!("服务器 {busiest} 回答 {} 的请求，服务器 {idlest} 只有 {}；公平应为 {fair}。", percent(shares[busiest]), percent(shares[idlest])),
    );
    if load.lost() > 0 {
        let lost = percent(load.lost() as f64 / load.requests as f64);
        finding += &lang.say(
            format!(" {lost} are answered by nobody."),
            format!("{lost} 的请求无人应答。"),
        );
    }
    let rows = living.iter().map(|&server| {
        [
            server.to_string(),
            load.answered[server].to_string(),
            percent(shares[server]),
            format!("{:.6}", load.exact[server]),
        ]
    });
    let headers = [
        lang.say("server", "服务器"),
        lang.say("answered", "应答数"),
        lang.say("share", "占比"),
        lang.say("exact", "精确值"),
    ];
    Twin {
        verdict,
        finding,
        table: table(headers, rows),
    }
}

fn chi_squared(verdict: &Verdict, lang: Lang) -> String {
    let trials = charts::count(verdict.trials, lang.for_charts());
    let (statistic, degrees) = (verdict.test.chi_squared, verdict.test.degrees);
    let p = match verdict.test.p_value {
        p if p < 1e-300 => "p < 10⁻³⁰⁰".to_string(),
        p if p < 1e-4 => format!("p = {p:.1e}"),
        p => format!("p = {p:.4}"),
    };
    lang.say(
        format!("After {trials} trials chi-squared is {statistic:.1} with {degrees} degrees of freedom: {p}."),
        format!("{trials} 轮之后，卡方为 {statistic:.1}，自由度 {degrees}：{p}。"),
    )
}

fn bounds(shares: impl Iterator<Item = f64>) -> (f64, f64) {
    shares.fold((f64::INFINITY, 0.0), |(least, most), share| {
        (least.min(share), most.max(share))
    })
}

fn between(name: &str, least: f64, most: f64, fair: f64, lang: Lang) -> String {
    if most - least < 1e-9 {
        return lang.say(
            format!("{name}: exactly fair, {fair:.6} everywhere."),
            format!("{name}：完全公平，处处是 {fair:.6}。"),
        );
    }
    lang.say(
        format!("{name}: chances from {least:.6} to {most:.6}; fair is {fair:.6}."),
        format!("{name}：概率从 {least:.6} 到 {most:.6}，公平应为 {fair:.6}。"),
    )
}

fn table<const N: usize>(headers: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Table {
    Table {
        caption: String::new(),
        headers: headers.map(str::to_string).to_vec(),
        rows: rows.into_iter().map(|row| row.to_vec()).collect(),
    }
}
