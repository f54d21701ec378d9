//! The twin of a picture: one sentence for everyone, and a table for those who want it.

use charts::{Table, Twin};
use yew::prelude::*;

use crate::words::Lang;

/// The sentence, with the table behind it.
pub fn view(twin: &Twin, lang: Lang) -> Html {
    html! {
        <div class="twin">
            <span class="as">{ lang.say("In words", "文字版") }</span>
            <div>
                <p role="status">
                    if !twin.verdict.is_empty() { <b>{ &twin.verdict }</b>{ lang.say(" ", "") } }
                    { &twin.finding }
                </p>
                if !twin.table.rows.is_empty() {
                    <details class="numbers">
                        <summary>{ lang.say("The numbers", "数字") }</summary>
                        { table(&twin.table) }
                    </details>
                }
            </div>
        </div>
    }
}

/// A table of words.
pub fn table(table: &Table) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={table.caption.clone()}>
            <table class="tbl">
                if !table.caption.is_empty() { <caption>{ &table.caption }</caption> }
                <thead><tr>{ for table.headers.iter().map(|header| html! { <th scope="col">{ header }</th> }) }</tr></thead>
                <tbody>
                    { for table.rows.iter().map(|row| html! {
                        <tr>{ for row.iter().enumerate().map(|(i, cell)| match i {
                            0 => html! { <th scope="row">{ cell }</th> },
                            _ => html! { <td>{ cell }</td> },
                        }) }</tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
