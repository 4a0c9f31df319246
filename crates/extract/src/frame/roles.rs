//! Who fills the roles of a frame's word: its own dependents, and the subject that it shares with the words above it.

use super::lexicon::{Frame, Lexicon, Role};
use super::scene::{Scene, WordSort};
use crate::syntax::{Label, Tag};

/// A token that fills a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filler {
    /// What it fills.
    pub role: Role,
    /// The head of the words that fill it.
    pub token: usize,
    /// True when the subject of another word was taken over.
    pub shared: bool,
}

/// The fillers of the frame that the word at `token` opens, in the order of the text; lists count one by one.
pub fn fillers(scene: &Scene<'_>, lexicon: &Lexicon, frame: &Frame, token: usize) -> Vec<Filler> {
    let mut out = Vec::new();
    let sort = scene.word_sort(token);
    let is_party = |head: usize| scene.item_at(head).is_some_and(|item| matches!(item.what, super::scene::What::Party(_)));
    let mut give = |function: &str, head: usize, shared: bool| {
        // "Asked Sweden for radars", "relies on Russia for tanks": a party may have another place than a thing in the same function.
        let who = is_party(head).then(|| lexicon.role(frame, &format!("party_{function}"))).flatten();
        if let Some(role) = who.or_else(|| lexicon.role_of(frame, sort, function)) {
            out.extend(scene.coordinated(head).into_iter().map(|token| Filler { role, token, shared }));
        }
    };
    match sort {
        WordSort::Verb => {
            let has_object = scene.children_with(token, Label::Dobj).next().is_some();
            let mut has_subject = false;
            for child in scene.children(token).iter().copied() {
                match scene.label(child) {
                    Label::Nsubj if !is_absolute(scene, token) => {
                        has_subject = true;
                        give("subject", antecedent(scene, token, child), false);
                    }
                    Label::Nsubj | Label::Nsubjpass => {
                        has_subject = true;
                        // "Kosovo was given ten drones": with an object beside it, the subject of the passive is who gets.
                        let shifted = has_object && lexicon.role(frame, "object") == Some(Role::Equipment);
                        give(if shifted { "dative" } else { "object" }, antecedent(scene, token, child), false);
                    }
                    Label::Dobj | Label::Oprd => give("object", child, false),
                    Label::Dative if !is_preposition(scene, child) => give("dative", child, false),
                    _ => {}
                }
            }
            for (word, head) in prepositional(scene, token) {
                give(&word, head, false);
            }
            if !has_subject && let Some((function, head)) = shared_subject(scene, lexicon, token) {
                // "The T-55s are to be replaced by": the subject has it done to it.
                let passive = function == "subject" && scene.children_with(token, Label::Auxpass).next().is_some();
                let shifted = has_object && lexicon.role(frame, "object") == Some(Role::Equipment);
                give(
                    if passive && shifted {
                        "dative"
                    } else if passive {
                        "object"
                    } else {
                        function
                    },
                    head,
                    true,
                );
            }
        }
        _ => {
            for child in scene.children(token).iter().copied() {
                match scene.label(child) {
                    Label::Poss => give("possessor", child, false),
                    Label::Amod | Label::Compound | Label::Nmod => {
                        let function = if scene.tag(child) == Tag::JJ { "adjective" } else { "modifier" };
                        // A state's name before a noun works as its adjective: "the US sale".
                        let party = scene.item_at(child).is_some_and(|item| matches!(item.what, super::scene::What::Party(_)));
                        give(if party { "adjective" } else { function }, child, false);
                    }
                    _ => {}
                }
            }
            // "Albania and Norway were the buyers of": the subject of the copula.
            let among = scene.label(token) == Label::Pobj && scene.lower(scene.head(token)) == "among";
            let copula = scene.head(if among { scene.head(token) } else { token });
            // "Norway and Poland are among the users of".
            if scene.label(token) == Label::Attr || (among && scene.lemma(copula) == "be") {
                if let Some(subject) = scene.children_with(copula, Label::Nsubj).next() {
                    let function = if lexicon.role(frame, "copula_subject").is_some() { "copula_subject" } else { "possessor" };
                    give(function, subject, false);
                }
                // "Became a buyer of tanks from": the tree may hang the other side on the copula.
                for (word, head) in prepositional(scene, copula).into_iter().filter(|(word, _)| word == "from") {
                    give(&word, head, false);
                }
            }
            // "Leonardo is in talks with Kuwait": the copula's subject has a part in them.
            let in_talks = scene.label(token) == Label::Pobj
                && scene.lower(scene.head(token)) == "in"
                && matches!(frame.template.as_str(), "talk" | "want")
                && scene.lemma(scene.head(scene.head(token))) == "be";
            if in_talks && let Some(subject) = scene.children_with(scene.head(scene.head(token)), Label::Nsubj).next() {
                give("possessor", subject, false);
            }
            // "India is dependent on Russia for tanks": who has what the adjective tells of.
            if scene.label(token) == Label::Acomp && frame.template == "operate" {
                for subject in scene.children_with(scene.head(token), Label::Nsubj) {
                    give("subject", subject, false);
                }
            }
            // "Customers include Kenya and Peru", "the buyer is Ghana".
            if scene.label(token) == Label::Nsubj && lexicon.word_list("links", scene.lemma(scene.head(token))) {
                for child in scene.children(scene.head(token)).iter().copied() {
                    if matches!(scene.label(child), Label::Dobj | Label::Attr) && is_party(child) {
                        give("possessor", child, false);
                    }
                }
            }
            // "The acquisition is another purchase by Algeria": what the copula says it is, tells its parties, too.
            if scene.label(token) == Label::Nsubj && scene.lemma(scene.head(token)) == "be" {
                for same in scene.children_with(scene.head(token), Label::Attr) {
                    let alike = lexicon.one(scene, same, frame.kind).is_some_and(|other| other.template == frame.template);
                    for (word, head) in prepositional(scene, same).into_iter().filter(|_| alike) {
                        give(&word, head, false);
                    }
                }
            }
            for (word, head) in prepositional(scene, token) {
                give(&word, head, false);
            }
            // "A contract signed with Poland": the participle's company is the noun's.
            for clause in scene.children_with(token, Label::Acl) {
                if matches!(scene.tag(clause), Tag::VBN | Tag::VBD) {
                    for (word, head) in prepositional(scene, clause) {
                        if word != "in" && word != "at" {
                            give(&word, head, false);
                        }
                    }
                }
            }
        }
    }
    out
}

/// "With two delivered in May": a participle whose subject has it done to it, though no auxiliary says so.
pub fn is_absolute(scene: &Scene<'_>, verb: usize) -> bool {
    scene.tag(verb) == Tag::VBN
        && scene.label(verb) == Label::Pcomp
        && scene.lower(scene.head(verb)) == "with"
        && scene.children_with(verb, Label::Aux).next().is_none()
}

fn is_preposition(scene: &Scene<'_>, token: usize) -> bool {
    matches!(scene.tag(token), Tag::IN | Tag::TO)
}

/// The (preposition, object) pairs that hang on a word, one level of stacked prepositions deep.
pub fn prepositional(scene: &Scene<'_>, token: usize) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    for child in scene.children(token).iter().copied() {
        let takes = matches!(scene.label(child), Label::Prep | Label::Agent)
            || (scene.label(child) == Label::Dative && is_preposition(scene, child));
        // "According to the ministry" says whose word it is, never who has a part in what is told.
        if !takes || scene.lower(child) == "according" {
            continue;
        }
        let word = if scene.label(child) == Label::Agent { "by" } else { scene.lower(child) };
        for below in scene.children(child).iter().copied() {
            match scene.label(below) {
                Label::Pobj => out.push((word.to_owned(), below)),
                Label::Prep => out.extend(scene.children_with(below, Label::Pobj).map(|object| (scene.lower(below).to_owned(), object))),
                _ => {}
            }
        }
    }
    out
}

/// What a relative pronoun in subject position stands for; any other token stands for itself.
fn antecedent(scene: &Scene<'_>, verb: usize, subject: usize) -> usize {
    if !matches!(scene.tag(subject), Tag::WDT | Tag::WP) {
        return subject;
    }
    let mut at = verb;
    for _ in 0..6 {
        let head = scene.head(at);
        match scene.label(at) {
            Label::Relcl | Label::Acl => return head,
            Label::Conj | Label::Xcomp | Label::Ccomp if head != at => at = head,
            _ => break,
        }
    }
    subject
}

/// The subject that a word without one of its own shares: of the verb that it is joined to, that controls it, or that its clause hangs on.
fn shared_subject(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Option<(&'static str, usize)> {
    let mut at = token;
    for _ in 0..6 {
        let head = scene.head(at);
        if head == at {
            return None;
        }
        match scene.label(at) {
            // "A ceremony to hand over ten tanks": who attends it gives none.
            Label::Acl | Label::Advcl if lexicon.word_list("ceremony_nouns", scene.lemma(head)) => return None,
            Label::Acl => {
                // "Chile ordered six, with two handed over": who ordered them did not hand them over.
                if scene.label(head) == Label::Pobj
                    && scene.lower(scene.head(head)) == "with"
                    && matches!(scene.tag(at), Tag::VBN | Tag::VBD)
                {
                    return None;
                }
                // "A plan to buy": whose plan it is; "a firm building": the firm.
                if scene.tag(at) == Tag::VBG {
                    return Some(("subject", head));
                }
                // "Ships built in China": who gets the ships did not build them.
                let made = || {
                    prepositional(scene, at).into_iter().any(|(word, object)| {
                        matches!(word.as_str(), "in" | "by")
                            && scene.item_at(object).is_some_and(|item| matches!(item.what, super::scene::What::Party(_)))
                    })
                };
                if at == token && matches!(scene.tag(at), Tag::VBN | Tag::VBD) && made() {
                    return None;
                }
                if let Some(owner) = scene.children_with(head, Label::Poss).next() {
                    return Some(("subject", owner));
                }
            }
            // "Israel's hopes of selling".
            Label::Prep if scene.lower(at) == "of" && at != token && scene.word_sort(head) == WordSort::Noun => {
                if let Some(owner) = scene.children_with(head, Label::Poss).next() {
                    return Some(("subject", owner));
                }
            }
            Label::Relcl if scene.is_purpose(at) => {}
            Label::Relcl => return Some(("subject", head)),
            Label::Conj | Label::Xcomp | Label::Advcl | Label::Pcomp | Label::Prep | Label::Ccomp | Label::Dep => {}
            Label::Dobj | Label::Attr | Label::Pobj | Label::Acomp => {}
            _ => return None,
        }
        // "Is grateful to Belgium for providing": whom the thanks are for.
        if scene.label(at) == Label::Prep && scene.lower(at) == "for" {
            let near = std::iter::once(head).chain(scene.children_with(head, Label::Acomp));
            let thanked = near.flat_map(|word| prepositional(scene, word)).find(|(word, object)| word == "to" && *object < at);
            let thanks = |object: usize| lexicon.word_list("thanking_words", scene.lower(scene.head(scene.head(object))));
            if let Some((_, object)) = thanked.filter(|(_, object)| thanks(*object)) {
                return Some(("subject", object));
            }
        }
        if scene.word_sort(head) == WordSort::Verb {
            // "Awarded Oshkosh a contract to build".
            if scene.label(at) == Label::Dobj
                && at != token
                && let Some(receiver) = scene.children_with(head, Label::Dative).find(|child| !is_preposition(scene, *child))
            {
                return Some(("subject", receiver));
            }
            // "Penalised Turkey for purchasing", "accused Iran of supplying".
            if scene.label(at) == Label::Prep
                && matches!(scene.lower(at), "for" | "from" | "into" | "against" | "of")
                && let Some(object) = scene.children_with(head, Label::Dobj).next()
            {
                return Some(("subject", object));
            }
            // Object control: "asked Germany to deliver", but not "beat Germany to supply".
            if scene.label(at) == Label::Xcomp
                && !lexicon.word_list("implicative_verbs", scene.lemma(head))
                && let Some(object) = scene.children_with(head, Label::Dobj).next()
            {
                return Some(("subject", object));
            }
            for child in scene.children(head).iter().copied() {
                match scene.label(child) {
                    Label::Nsubj => return Some(("subject", antecedent(scene, head, child))),
                    // "Kosovo is set to receive"; but "tanks were bought to …" gives no giver.
                    Label::Nsubjpass if scene.label(at) == Label::Xcomp || (scene.label(at) == Label::Prep && scene.lower(at) == "of") => {
                        return Some(("subject", antecedent(scene, head, child)));
                    }
                    _ => {}
                }
            }
        }
        at = head;
    }
    None
}
