"""Tables of the LaTeX in bibliographies: accents, letters and symbols, by command name.

From the LaTeX2e reference manual (accents, special characters) and the "Comprehensive LaTeX Symbol List"; commands that are
not here are looked up in pylatexenc.
"""

from __future__ import annotations

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "H": "\u030b", "u": "\u0306", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip

SYMBOLS = {
    "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ",
    "hyphen": "-", "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "quotedblbase": "„", "lq": "‘",
    "rq": "’", "quotesinglbase": "‚", "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹",
    "guilsinglright": "›", "textasciigrave": "`", "textasciiacute": "´",
    "ldots": "…", "dots": "…", "textellipsis": "…", "cdots": "⋯", "textbackslash": "\\", "backslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textbar": "|", "textless": "<",
    "textgreater": ">", "lt": "<", "gt": ">", "textdollar": "$", "textbraceleft": "{", "textbraceright": "}",
    "lbrace": "{", "rbrace": "}", "textregistered": "®", "texttrademark": "™", "copyright": "©",
    "textcopyright": "©", "S": "§", "P": "¶", "textsection": "§", "textparagraph": "¶", "pounds": "£",
    "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "textyen": "¥", "textcent": "¢",
    "textdegree": "°", "degree": "°", "textmu": "µ", "textperiodcentered": "·", "textbullet": "•",
    "bullet": "•", "dag": "†", "ddag": "‡", "textonequarter": "¼", "textonehalf": "½", "textthreequarters": "¾",
    "textordfeminine": "ª", "textordmasculine": "º", "textexclamdown": "¡", "textquestiondown": "¿",
    "textnumero": "№", "textvisiblespace": " ", "nobreakspace": "\u00a0", "space": " ", "quad": " ",
    "qquad": " ", "newline": " ", "par": " ", "slash": "/", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX",
    "times": "×", "pm": "±", "mp": "∓", "cdot": "·", "div": "÷", "ast": "∗", "star": "⋆", "circ": "∘", "leq": "≤",
    "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "sim": "∼", "approx": "≈", "simeq": "≃",
    "equiv": "≡", "ll": "≪", "gg": "≫", "infty": "∞", "prime": "′", "partial": "∂", "nabla": "∇", "sum": "∑",
    "prod": "∏", "int": "∫", "surd": "√", "sqrt": "√", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪",
    "cap": "∩", "forall": "∀", "exists": "∃", "emptyset": "∅", "rightarrow": "→", "to": "→", "leftarrow": "←",
    "Rightarrow": "⇒", "leftrightarrow": "↔", "langle": "⟨", "rangle": "⟩", "perp": "⊥", "oplus": "⊕",
    "otimes": "⊗", "ell": "ℓ", "hbar": "ℏ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip

OPERATORS = frozenset(
    ["arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "det", "dim", "exp", "gcd", "inf", "lim", "ln", "log",
     "max", "min", "mod", "Pr", "sin", "sinh", "sup", "tan", "tanh"]
)  # fmt: skip

FORMATTING = frozenset(
    ["em", "it", "bf", "sl", "sc", "rm", "tt", "sf", "emph", "textit", "textbf", "textsc", "texttt", "textrm",
     "textsf", "textup", "textsl", "textnormal", "textmd", "mbox", "hbox", "text", "mathrm", "mathbf", "mathit",
     "mathsf", "mathtt", "mathcal", "mathbb", "mathfrak", "mathscr", "ensuremath", "underline", "uline", "scshape",
     "itshape", "bfseries", "slshape", "ttfamily", "sffamily", "rmfamily", "normalfont", "upshape", "mdseries",
     "protect", "small", "footnotesize", "large", "textsuperscript", "textsubscript", "uppercase", "lowercase",
     "MakeUppercase", "MakeLowercase", "MakeTextLowercase", "displaystyle", "textstyle", "left", "right", "big",
     "Big", "bigl", "bigr", "boldmath", "relax", "null", "xspace", "bibsc", "natexlab", "enquote", "mkbibquote",
     "mkbibemph", "mkbibbold", "mkbibitalic"]
)  # fmt: skip

SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")

# \! \/ \- \@ \( \) \[ \] leave nothing; the others leave a space or themselves
PUNCTUATION = {
    "!": "", "/": "", "-": "", "@": "", "(": "", ")": "", "[": "", "]": "", ",": " ", ";": " ", ":": " ", " ": " ",
    "\n": " ", "\t": " ", "\\": " ", "|": "‖", ">": " ", "+": "", "*": "",
}  # fmt: skip
