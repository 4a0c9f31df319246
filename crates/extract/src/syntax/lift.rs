//! Arcs with labels such as `dobj||advcl` in, heads out: a token so labelled belongs to a descendant of its head that has the second label.
//!
//! The transitions can only build trees without crossing arcs, so the model was trained on trees in which crossing ones had been moved up.

/// Moves each token whose label names a second one to the nearest child, grandchild and so on of its head that bears it.
///
/// `heads` and `labels` are changed; `second` is each token's second label, if it has one.
pub(super) fn lower_lifted<L: PartialEq + Copy>(heads: &mut [usize], labels: &[L], second: &[Option<L>]) {
    if second.iter().all(Option::is_none) {
        return;
    }
    let spans = spans(heads);
    for token in 0..heads.len() {
        if let Some(wanted) = second[token] {
            // A token that was lowered before has its own label by now; one that comes later still has its double one.
            let bears = |child: usize| child < token || second[child].is_none();
            if let Some(head) = find(heads, &spans, token, |child| bears(child) && labels[child] == wanted) {
                heads[token] = head;
            }
        }
    }
}

/// Level by level from the head of `token`, each level from left to right.
fn find(heads: &[usize], spans: &[(usize, usize)], token: usize, is_it: impl Fn(usize) -> bool) -> Option<usize> {
    let mut level = vec![heads[token]];
    // No tree is deeper than it has tokens; the count guards against a circle.
    for _ in 0..heads.len() {
        let mut next = Vec::new();
        for &parent in &level {
            let (first, last) = spans[parent];
            for child in (first..=last).filter(|&child| child != parent && heads[child] == parent && child != token) {
                if is_it(child) {
                    return Some(child);
                }
                next.push(child);
            }
        }
        if next.is_empty() {
            return None;
        }
        level = next;
    }
    None
}

/// The first and the last token below each token, itself included.
fn spans(heads: &[usize]) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = (0..heads.len()).map(|token| (token, token)).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for token in (0..heads.len()).chain((0..heads.len()).rev()) {
            let (first, last) = spans[token];
            let head = &mut spans[heads[token]];
            let wider = (head.0.min(first), head.1.max(last));
            changed |= *head != wider;
            *head = wider;
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::lower_lifted;

    #[test]
    fn a_lifted_token_finds_the_descendant_that_it_belongs_to() {
        // what(0) did(1) he(2) try(3) to(4) buy(5): "what" is the object of "buy", found below "try".
        let mut heads = vec![3, 3, 3, 3, 5, 3];
        let labels = ["dobj", "aux", "nsubj", "ROOT", "aux", "xcomp"];
        let second = [Some("xcomp"), None, None, None, None, None];
        lower_lifted(&mut heads, &labels, &second);
        assert_eq!(heads, [5, 3, 3, 3, 5, 3]);
    }

    #[test]
    fn without_such_a_descendant_it_stays() {
        let mut heads = vec![1, 1];
        lower_lifted(&mut heads, &["dobj", "ROOT"], &[Some("xcomp"), None]);
        assert_eq!(heads, [1, 1]);
    }
}
