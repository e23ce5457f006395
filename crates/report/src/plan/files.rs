//! What files are called on paper: their names, without folders of somebody's machine (which may name a person).

use std::collections::BTreeSet;

use kikin_domain::consolidated::SourceFile;

/// A name for each file: the last part of its path, and as many parts before it as tell it from the others.
pub(crate) fn names(sources: &[SourceFile]) -> Vec<String> {
    let paths: Vec<Vec<&str>> = sources.iter().map(|s| parts(&s.file)).collect();
    let distinct = |path: &Vec<&str>, count: usize| {
        let others: BTreeSet<&Vec<&str>> = paths.iter().filter(|p| *p != path).collect();
        others.into_iter().all(|other| tail(other, count) != tail(path, count))
    };
    let name = |path: &Vec<&str>| {
        let count = (1..path.len()).find(|count| distinct(path, *count)).unwrap_or(path.len());
        tail(path, count).join("/")
    };
    paths.iter().map(name).collect()
}

/// A sentence about files, with their paths replaced by their names.
pub(super) fn told(sentence: &str, sources: &[SourceFile], names: &[String]) -> String {
    // In quotes, as sentences write them: one path may be the beginning of another.
    let quoted = |name: &str| format!("「{name}」");
    sources
        .iter()
        .zip(names)
        .fold(sentence.to_owned(), |s, (source, name)| s.replace(&quoted(&source.file), &quoted(name)))
}

fn parts(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).filter(|part| !part.is_empty()).collect()
}

fn tail<'a, 'b>(path: &'b [&'a str], count: usize) -> &'b [&'a str] {
    &path[path.len().saturating_sub(count)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(file: &str) -> SourceFile {
        SourceFile {
            file: file.to_owned(),
            sha256: String::new(),
            form: None,
            code: None,
            name: None,
            verdict: None,
            counts: false,
            halves: Vec::new(),
            reason: None,
            submitted: None,
            document_number: None,
        }
    }

    #[test]
    fn folders_are_named_only_where_they_tell_files_apart() {
        let sources =
            ["C:\\Users\\x\\長岡市.xlsx", "in/a/三条市.xlsx", "in/b/三条市.xlsx", "in/b/三条市.xlsx"].map(source);
        let names = names(&sources);
        assert_eq!(names, ["長岡市.xlsx", "a/三条市.xlsx", "b/三条市.xlsx", "b/三条市.xlsx"]);
        let sentence = "「in/a/三条市.xlsx」と同じ内容のファイルのため、一つだけを扱います。";
        assert!(told(sentence, &sources, &names).starts_with("「a/三条市.xlsx」と同じ"));
    }
}
