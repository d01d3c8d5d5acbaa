"""How the page looks: Gradio's theme, the style sheet and the scripts, all from this folder."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

_HERE = Path(__file__).parent
_SANS = ("system-ui", "-apple-system", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
_ENDS = ("", "_dark")
_MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")


_COLOURS = {
    "ink": ("body_text_color", "block_title_text_color", "table_text_color", "button_secondary_text_color"),
    "soft": ("body_text_color_subdued", "block_label_text_color", "block_info_text_color", "input_placeholder_color"),
    "line": ("border_color_primary", "input_border_color", "table_border_color", "block_border_color"),
    "paper": ("body_background_fill", "background_fill_primary", "table_even_background_fill",
              "table_odd_background_fill"),
    "card": ("background_fill_secondary", "input_background_fill", "table_row_focus"),
    "accent": ("link_text_color", "link_text_color_hover", "link_text_color_active", "link_text_color_visited",
               "border_color_accent", "input_border_color_focus", "loader_color", "slider_color"),
}  # fmt: skip
"""Gradio's variables by the colour of `page.css` that they take, in both themes."""


def theme() -> gr.themes.Base:
    """Return a theme of system fonts and of the style sheet's colours."""
    made = gr.themes.Base(font=_SANS, font_mono=_MONO, primary_hue="teal", neutral_hue="stone")
    values = {
        f"{name}{end}": f"var(--{colour})" for colour, names in _COLOURS.items() for name in names for end in _ENDS
    }
    return made.set(**{name: value for name, value in values.items() if hasattr(made, name)})


def head() -> str:
    """Return the style sheet and the scripts for the page's head.

    Gradio's own place for styles repeats each rule below its container and breaks those in `@media`.
    """
    style = (_HERE / "page.css").read_text("utf-8")
    scripts = "\n".join(path.read_text("utf-8") for path in sorted(_HERE.glob("*.js")))
    return f"<style>{style}</style><script>{scripts}</script>"
