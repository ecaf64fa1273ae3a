//! In which order do things come that depend on each other, and which of them form a circle?

/// The strongly connected components of a graph, those that others depend on first.
///
/// `edges[n]` are the nodes that node `n` depends on. Components come in an order in which each depends on earlier ones
/// alone; inside one, and between those that do not depend on each other, nodes keep their order. Takes time in
/// proportion to nodes and edges, and no stack (a schema or a tree of rows may be deep).
pub(crate) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        edges,
        found: vec![None; edges.len()],
        low: vec![0; edges.len()],
        placed: vec![false; edges.len()],
        open: Vec::new(),
        components: Vec::new(),
        count: 0,
    };
    for node in 0..edges.len() {
        if search.found[node].is_none() {
            search.visit(node);
        }
    }
    search.components
}

/// Tarjan's algorithm, with a stack of its own.
struct Search<'a> {
    edges: &'a [Vec<usize>],
    /// When each node was first seen.
    found: Vec<Option<usize>>,
    /// The earliest node that each can reach.
    low: Vec<usize>,
    placed: Vec<bool>,
    /// Seen, and not yet in a component.
    open: Vec<usize>,
    components: Vec<Vec<usize>>,
    count: usize,
}

impl Search<'_> {
    fn visit(&mut self, root: usize) {
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            match self.edges[node].get(*next) {
                Some(&to) => {
                    *next += 1;
                    match self.found[to] {
                        None => {
                            self.enter(to);
                            path.push((to, 0));
                        }
                        Some(at) if !self.placed[to] => self.low[node] = self.low[node].min(at),
                        Some(_) => {}
                    }
                }
                None => {
                    path.pop();
                    if let Some((parent, _)) = path.last() {
                        self.low[*parent] = self.low[*parent].min(self.low[node]);
                    }
                    if Some(self.low[node]) == self.found[node] {
                        self.close(node);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.found[node] = Some(self.count);
        self.low[node] = self.count;
        self.count += 1;
        self.open.push(node);
    }

    fn close(&mut self, first: usize) {
        let start = self
            .open
            .iter()
            .rposition(|node| *node == first)
            .unwrap_or(0);
        let mut component = self.open.split_off(start);
        component.sort_unstable();
        for node in &component {
            self.placed[*node] = true;
        }
        self.components.push(component);
    }
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn b135_dependencies_come_first_and_order_is_kept() {
        assert_eq!(components(&[vec![], vec![], vec![]]), [[0], [1], [2]]);
        assert_eq!(components(&[vec![1], vec![2], vec![]]), [[2], [1], [0]]);
        assert_eq!(
            components(&[vec![1], vec![0], vec![0]]),
            [vec![0, 1], vec![2]]
        );
        assert_eq!(components(&[vec![0]]), [[0]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let edges: Vec<_> = (0..200_000)
            .map(|node| {
                if node == 199_999 {
                    vec![]
                } else {
                    vec![node + 1]
                }
            })
            .collect();
        assert_eq!(components(&edges).len(), 200_000);
    }
}
