//! A trace of etcd-raft from a file.

use labs::raft::{TraceError, TraceFile};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::rooms::Run;
use crate::words::Lang;

/// The most letters of a file's name on its tab.
const NAME_MAX: usize = 24;

/// Properties of [`TraceOpener`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct TraceOpenerProps {
    /// The language.
    pub lang: Lang,
    /// Called with the run of a file.
    pub open: Callback<Run>,
}

/// A file to choose, and what came of it.
#[component]
pub(super) fn TraceOpener(TraceOpenerProps { lang, open }: &TraceOpenerProps) -> Html {
    let lang = *lang;
    let said = use_state(|| None::<(String, Result<TraceFile, TraceError>)>);
    let onchange = {
        let (open, said) = (open.clone(), said.setter());
        Callback::from(move |event: Event| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let (open, said) = (open.clone(), said.clone());
            spawn_local(async move {
                let name = file.name();
                if let Ok(text) = JsFuture::from(file.text()).await {
                    let read = TraceFile::read(&text.as_string().unwrap_or_default());
                    if let Ok(trace) = &read {
                        open.emit(run_of(&name, trace));
                    }
                    said.set(Some((name, read)));
                }
                // So that the same file can be chosen again.
                input.set_value("");
            });
        })
    };
    html! {
        <section aria-labelledby="trace-file-name">
            <h3 id="trace-file-name">{ lang.say("A trace of etcd-raft", "etcd-raft 的轨迹文件") }</h3>
            <p>{ lang.say(
                "A file of etcd-raft’s interaction tests plays on the stage, command by command. It stays in this browser.",
                "etcd-raft 交互测试的文件可以逐条命令地在舞台上播放。文件不会离开这个浏览器。",
            ) }</p>
            <div class="do">
                <label class="btn file">{ lang.say("Open a trace", "打开轨迹文件") }<input type="file" accept=".txt,text/plain" {onchange} /></label>
            </div>
            <div role="status">
                if let Some((name, read)) = &*said { { outcome(name, read, lang) } }
            </div>
        </section>
    }
}

/// The file's commands, standing after the first.
fn run_of(name: &str, trace: &TraceFile) -> Run {
    let name: String = name
        .trim_end_matches(".txt")
        .chars()
        .take(NAME_MAX)
        .collect();
    Run {
        name: if name.trim().is_empty() {
            "trace".to_string()
        } else {
            name
        },
        steps: vec![(
            String::new(),
            trace.commands.iter().map(ToString::to_string).collect(),
        )],
        position: 1,
        beside: false,
    }
}

fn outcome(name: &str, read: &Result<TraceFile, TraceError>, lang: Lang) -> Html {
    match read {
        Err(TraceError { line, message }) => html! {
            <p class="failure">{ lang.say(format!("{name}, line {line}: {message}"), format!("{name} 第 {line} 行：{message}")) }</p>
        },
        Ok(TraceFile {
            commands,
            differs: None,
        }) => html! {
            <p>{ lang.say(
                format!("{name}: {} commands, each prints what the file says.", commands.len()),
                format!("{name}：{} 条命令，输出与文件逐字节相同。", commands.len()),
            ) }</p>
        },
        Ok(TraceFile {
            differs: Some(differs),
            ..
        }) => html! {
            <>
                <p>{ lang.say(
                    format!("{name}, line {}: this command prints something else than the file says. It plays all the same.", differs.line),
                    format!("{name} 第 {} 行：这条命令的输出与文件不同，但仍可播放。", differs.line),
                ) }</p>
                <details class="numbers">
                    <summary><code>{ &differs.command }</code></summary>
                    <p class="quiet small">{ lang.say("The file says:", "文件里是：") }</p>
                    <pre>{ &differs.expected }</pre>
                    <p class="quiet small">{ lang.say("It prints:", "实际输出：") }</p>
                    <pre>{ &differs.actual }</pre>
                </details>
            </>
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_stands_on_a_branch_of_its_files_name() {
        let trace =
            TraceFile::read("add-nodes 1 voters=(1) index=2\n----\nok\n\ncampaign 1\n----\nok\n")
                .unwrap();
        let run = run_of("single_node.txt", &trace);
        assert_eq!(run.name, "single_node");
        assert_eq!(
            run.steps[0].1,
            ["trace add-nodes 1 voters=(1) index=2", "trace campaign 1"]
        );
        assert_eq!(run_of(".txt", &trace).name, "trace");
    }
}
