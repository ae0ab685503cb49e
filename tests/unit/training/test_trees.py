from training.trees import genia_trees, penn_tree


def test_penn_brackets_lose_traces_and_keep_roles():
    tree = penn_tree("( (S (NP-SBJ-1 (NN miR) ) (VP (VBZ falls) (NP (-NONE- *-1) ) ) ) )")
    assert tree is not None
    assert [(word.word, word.label) for word in tree.words] == [("miR", "NN"), ("falls", "VBZ")]
    assert [(kid.label, kid.role) for kid in tree.root.kids] == [("NP", "SBJ"), ("VP", "")]


def test_brackets_in_the_text_are_written_out():
    tree = penn_tree("( (NP (-LRB- -LRB-) (NN x) (-RRB- -RRB-)) )")
    assert tree is not None
    assert [word.word for word in tree.words] == ["(", "x", ")"]


def test_a_line_of_traces_is_no_tree():
    assert penn_tree("( (S (NP (-NONE- *)) ) )") is None


def test_spans_cover_the_words_in_order():
    tree = penn_tree("( (S (NP (DT the) (NN cell)) (VP (VBD died))) )")
    assert tree is not None
    assert [(kid.start, kid.end) for kid in tree.root.kids] == [(0, 2), (2, 3)]
    assert (tree.root.start, tree.root.end) == (0, 3)


def test_genia_xml_keeps_tags_and_white_space():
    xml = b"""<a><sentence><cons cat="NP"><tok cat="NN">IL-2</tok> <tok cat="LRB">(</tok><tok cat="NN">x</tok></cons>
    <tok cat="PERIOD">.</tok></sentence></a>"""
    (tree,) = genia_trees(xml)
    assert [(word.word, word.label, word.space) for word in tree.words] == [
        ("IL-2", "NN", True),
        ("(", "-LRB-", False),
        ("x", "NN", True),
        (".", ".", False),
    ]


def test_genia_sentences_without_words_are_left_out():
    assert list(genia_trees(b"<a><sentence><cons cat='NP'/></sentence></a>")) == []
