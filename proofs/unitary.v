(** Over the algebraic numbers: the operators are what quantum theory asks for. Displacements and gates are unitary
    up to a scale, which [evolve] cancels; projectors are Hermitian.

    docs/proof.md, lemma 4 ("U is unitary up to a scale"). *)
From mathcomp Require Import all_ssreflect all_algebra all_field.
From Toy Require Import ring_tactic phase_space operators characters weyl measurement written trits_and_dits.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Adjoint.
Variables (d n : nat) (omega : algC) (d_gt1 : (1 < d)%N) (omega_d : d.-primitive_root omega).
Hypothesis d_odd : odd d.
Notation R := (Z_ d).
Notation chi := (Zd_character d_gt1 omega_d).
Notation operator := (operator [fieldType of algC] R n).
Implicit Types (U A B : operator) (m : point R n).
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType R).
Add Ring CR_ring : (is_ring CR).
Let two := two_unit d_gt1 d_odd.
Let half_eq : rmul (half R : CR) (radd (r1 CR) (r1 CR)) = r1 CR := half_eq two.

(** <y|A^dagger|x> = conjugate of <x|A|y> *)
Definition adjoint A : operator := (map_mx (fun z : algC => z^*) A)^T.

Lemma adjoint_mul A B : adjoint (A *m B) = adjoint B *m adjoint A.
Proof. by rewrite /adjoint map_mxM trmx_mul. Qed.

Lemma adjoint_entry A y x : entry (adjoint A) y x = (entry A x y)^*.
Proof. by rewrite /entry !mxE. Qed.

Lemma chi_conj (x : R) : (chi x)^* = chi (- x).
Proof.
rewrite -chiV /=; have omega_norm : `|omega| = 1.
  have := congr1 Num.norm (prim_expr_order omega_d); rewrite normrX normr1 => /eqP.
  by rewrite pexpr_eq1 ?(ltnW d_gt1) // => /eqP.
by rewrite invC_norm normrX omega_norm !expr1n invr1 mul1r.
Qed.

Theorem weyl_unitary m : adjoint (weyl chi m) = weyl chi (- m).
Proof.
apply: entryP => y x; rewrite adjoint_entry !weylE // !entry_kets.
rewrite -[(- m).1]/(- m.1) -[(- m).2]/(- m.2).
have -> : (x == y + m.1) = (y == x - m.1) by rewrite -subr_eq eq_sym.
case: eqP => [->|_]; last by rewrite rmorph0.
rewrite chi_conj; congr (chi _); rewrite !dotE; apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [half_eq].
Qed.

Theorem projector_hermitian (f : point R n) v : adjoint (projector chi f v) = projector chi f v.
Proof.
apply: entryP => y x; rewrite adjoint_entry /projector !entryZ !entry_sum rmorphM rmorph_sum.
congr (_ * _); first by rewrite fmorphV rmorph_nat.
rewrite [RHS](reindex_inj oppr_inj); apply: eq_bigr => t _.
rewrite [entry _ x y]entryZ rmorphM chi_conj -adjoint_entry [RHS]entryZ /observable_power weyl_unitary.
by rewrite mulrN scaleNr.
Qed.

(** The gate of a written map is unitary, up to a positive scale. *)
Theorem gate_unitary (S : 'M[R]_(n + n)) : symplectic S ->
  exists2 c : algC, 0 < c & adjoint (written_gate chi S) *m written_gate chi S = c%:M.
Proof.
move=> S_ok; set U := written_gate chi S.
have U_weyl m : weyl chi (apply S m) *m U = U *m weyl chi m by exact: gate_intertwines.
have /(commutant two) : forall m, weyl chi m *m (adjoint U *m U) = adjoint U *m U *m weyl chi m.
  move=> m; rewrite -[RHS]mulmxA -U_weyl !mulmxA; congr (_ *m _).
  rewrite -{1}[m]opprK -weyl_unitary -adjoint_mul -U_weyl adjoint_mul weyl_unitary applyN opprK.
  by [].
set c := _ * _ => UU; exists c => //.
pose i : 'I_#|[finType of labels R n]| := enum_rank (0 : labels R n).
have c_sum : c = \sum_j `|U j i| ^+ 2.
  have /= := congr1 (fun A : operator => A i i) UU; rewrite !mxE eqxx mulr1n => <-.
  by apply: eq_bigr => j _; rewrite !mxE normCK mulrC.
rewrite lt0r c_sum sumr_ge0 ?andbT => [|j _]; last by rewrite exprn_ge0 // normr_ge0.
rewrite -c_sum; apply/eqP => c0; have := gate_unit chi two S_ok; rewrite -/U => U_unit.
have adjoint0 : adjoint U = 0.
  by rewrite -[LHS](mulmxK U_unit) UU c0 raddf0 mul0mx.
have : U = 0.
  by apply/matrixP => j k; have /= := congr1 (fun A : operator => A k j) adjoint0; rewrite !mxE => /eqP; rewrite conjC_eq0 => /eqP.
by apply/eqP; apply: gate_neq0.
Qed.
End Adjoint.
