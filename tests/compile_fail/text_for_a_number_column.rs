use fixtures::bookshop::NewBook;

fn main() {
    let _ = NewBook::new().title("Ender's Game").price("7.99");
}
