//! The stages that the words over a thing add up to.

use super::chain::{Chain, Node};
use super::lexicon::Frame;
use super::modality::Modality;
use materiel_model::Stage;

/// What a chain adds up to: one stage reached or meant.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The stage.
    pub stage: Stage,
    /// The node that states it.
    pub node: usize,
    /// True when it is said not to be so.
    pub negated: bool,
    /// True when only a condition or a question puts it.
    pub hypothetical: bool,
}

/// The stages that a chain adds up to, innermost first.
pub fn outcomes(chain: &Chain<'_>) -> Vec<Outcome> {
    let mut out = Vec::new();
    let mut current: Option<Outcome> = None;
    let mut inner: Option<&Node<'_>> = None;
    // "Is expected to sign a contract": a contract whose signing is ahead is none yet.
    let mut done = true;
    for (index, node) in chain.nodes.iter().enumerate() {
        let frame = node.frame;
        let put = node.modality;
        let own = plain_stage(frame, put);
        current = match current.take() {
            None => own.map(|stage| Outcome { stage, node: index, negated: put.negated, hypothetical: put.hypothetical }),
            Some(mut below) => {
                let under = inner.map_or(frame, |node| node.frame);
                let beside =
                    frame.light && !under.factive && !matches!(node.function.as_str(), "object" | "passive" | "clause" | "subject");
                if frame.denies {
                    below.negated = !below.negated;
                    Some(below)
                } else if beside {
                    // "Won a contract … for the delivery of": the delivery is what the contract is for.
                    own.map(|stage| Outcome { stage, node: index, negated: put.negated, hypothetical: put.hypothetical })
                } else if frame.light || frame.aspect {
                    let inner_put = inner.map(|node| node.modality).unwrap_or_default();
                    // "The programme was awarded to": it is no wish any more.
                    let awarded = matches!(frame.template.as_str(), "award" | "win") && under.template == "want" && put.is_fact();
                    if awarded {
                        below.stage = own.or(frame.stage).unwrap_or(Stage::Contracted);
                    } else if put.ahead || put.possible || put.infinitive {
                        below.stage = under.ahead.unwrap_or(below.stage);
                    } else if (frame.light || frame.aspect) && inner_put.infinitive && !inner_put.negated {
                        // "Signed a deal to buy": signed, and so bought. "Was contracted to deliver": not delivered yet.
                        let ordered = matches!(frame.template.as_str(), "award" | "win") && under.template == "give";
                        below.stage = own.filter(|_| ordered || under.operator).or(under.stage).unwrap_or(below.stage);
                    }
                    below.negated |= put.negated;
                    below.hypothetical |= put.hypothetical;
                    done &= put.is_fact();
                    Some(below)
                } else if frame.operator {
                    // "Close to a deal", "in talks over a contract": none is signed.
                    // "Wants to renew its request": one wish.
                    // "The agreements are still being prepared".
                    let prepared = (put.progressive || put.being) && frame.stage == Some(Stage::Pledged) && under.template == "deal";
                    let hoped = prepared
                        || matches!(frame.template.as_str(), "want" | "talk" | "unsigned")
                            && matches!(under.template.as_str(), "deal" | "ask");
                    // "Has long blocked the deal": none was signed.
                    let barred = frame.stage == Some(Stage::Refused) && under.template == "deal";
                    let happened = done && !hoped && !barred && inner.is_some_and(|node| node.frame.factive && node.modality.is_fact());
                    if happened {
                        out.push(below.clone());
                    }
                    // "Announced its plan to buy": it stays a plan.
                    let told = frame.keeps_wish && matches!(under.template.as_str(), "want" | "ask" | "talk") && under.operator;
                    // "Agreed to allow the sale", "announced the suspension of": allowed, suspended.
                    let decided = frame.keeps_wish && under.template == "decide" && under.operator && !under.aspect && put.is_fact();
                    // "The decision to cancel the order": cancelled. "Plans to cancel it": nothing yet.
                    let undoes = under.operator
                        && !under.aspect
                        && matches!(under.stage, Some(Stage::Cancelled | Stage::Suspended | Stage::Refused));
                    // "Refused to block the sale": it is not blocked.
                    let kept = undoes && matches!(frame.stage, Some(Stage::Refused | Stage::Cancelled));
                    if kept || undoes && !decided && matches!(frame.stage, Some(Stage::Interest | Stage::Pledged | Stage::Offered)) {
                        below.hypothetical = true;
                        current = Some(below);
                        continue;
                    }
                    // "Is set to approve the sale": as much as an approval that is ahead.
                    let coming = frame.template == "decide"
                        && frame.stage == Some(Stage::Pledged)
                        && under.template == "decide"
                        && under.stage == Some(Stage::Approved);
                    let stage = match () {
                        () if coming => under.ahead.or(own),
                        () if decided || (undoes && frame.stage == Some(Stage::Approved) && node.function == "clause" && put.is_fact()) => {
                            under.stage.or(own)
                        }
                        () if told => Some(below.stage),
                        () => over(frame, under).or(own),
                    };
                    // "Promised not to deliver": refused; "decided not to buy": not decided.
                    let against = below.negated && node.function == "clause" && inner.is_some_and(|node| node.modality.infinitive);
                    let refused = against && under.template == "give" && !put.negated;
                    stage.map_or(Some(below), |stage| {
                        let stage = match stage {
                            Stage::Pledged | Stage::Offered | Stage::Approved if refused => Stage::Refused,
                            stage => stage,
                        };
                        let negated = put.negated || (against && stage != Stage::Refused);
                        Some(Outcome { stage, node: index, negated, hypothetical: put.hypothetical })
                    })
                } else {
                    let stage = own.unwrap_or(below.stage);
                    Some(Outcome { stage, node: index, negated: put.negated, hypothetical: put.hypothetical })
                }
            }
        };
        if !(frame.light || frame.aspect) || inner.is_none() {
            done = true;
            inner = Some(node);
        }
    }
    out.extend(current);
    out
}

fn plain_stage(frame: &Frame, put: Modality) -> Option<Stage> {
    if put.possible {
        frame.possible.or(frame.ahead).or(frame.stage)
    } else if put.ahead || put.infinitive {
        frame.ahead.or(frame.stage)
    } else if put.stative {
        frame.state.or(frame.stage)
    } else {
        frame.stage
    }
}

/// The stage that an operator gives to the event under it.
fn over(operator: &Frame, event: &Frame) -> Option<Stage> {
    match (event.template.as_str(), event.stage) {
        ("get" | "arrive", Some(Stage::Delivered)) => operator.over_receive,
        ("give", Some(Stage::Delivered)) => operator.over_deliver.or(operator.over_give),
        ("give", _) => operator.over_give,
        ("get" | "ask" | "want", _) => operator.over_get,
        // "Expected to sign a contract".
        ("deal" | "award", _) if operator.template == "decide" => operator.over_get,
        _ => None,
    }
}
