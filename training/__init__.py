"""The recipe of the shipped language model: open corpora in, `pipeline/language/model` out. Not part of the package."""
