(** Phase space: the vocabulary that both theories share, and no theory in it.

    docs/proof.md, "Definitions"; slide "Discrete degrees of freedom".
    R is the ring of values of a coordinate: Z_d in the theorems about trits and dits.
    A point is the pair (q, p) of the positions and the momenta of n systems; the talk's order
    (x1, p1, x2, p2, ...) is the same list, read system by system. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Notation labels R n := 'rV[R]_n.
Notation point R n := ('rV[R]_n * 'rV[R]_n)%type.

Section PhaseSpace.
Variables (R : finComUnitRingType) (n : nat).
Implicit Types (x y z : labels R n) (m : point R n) (F G : point R n).

(** x . y = sum_i x_i y_i *)
Definition dot x y : R := \sum_i x 0 i * y 0 i.

(** [m, m'] = sum_i (q_i p'_i - p_i q'_i) *)
Definition bracket m m' : R := dot m.1 m'.2 - dot m.2 m'.1.

(** A variable F = sum_i (a_i X_i + b_i P_i) is the pair (a, b); this is its value at m. *)
Definition value F m : R := dot F.1 m.1 + dot F.2 m.2.

(** The displacement that F generates: it changes every G by [G, F]. For F = X_1 it lowers P_1 by one. *)
Definition flow F : point R n := (F.2, - F.1).

(** x with its k-th entry replaced by t; whether x and y agree in all entries but the k-th; m with the coordinates of system k replaced by q, p. *)
Definition put k (t : R) x : labels R n := \row_i (if i == k then t else x 0 i).
Definition agree_off k x y : bool := [forall i, (i != k) ==> (x 0 i == y 0 i)].
Definition put_system k (q p : R) m : point R n := (put k q m.1, put k p m.2).

(** A linear map of phase space, by the matrix S in blocks (x1, ..., xn, p1, ..., pn): row i is the
    new value of coordinate i in terms of the old ones. *)
Definition apply (S : 'M[R]_(n + n)) m : point R n :=
  let new := row_mx m.1 m.2 *m S^T in (lsubmx new, rsubmx new).

Definition symplectic (S : 'M[R]_(n + n)) : bool :=
  [forall m, forall m', bracket (apply S m) (apply S m') == bracket m m'].

(** ** Facts *)

Lemma dotC x y : dot x y = dot y x.
Proof. by apply: eq_bigr => i _; rewrite mulrC. Qed.

Lemma dotDl x y z : dot (x + y) z = dot x z + dot y z.
Proof. by rewrite -big_split; apply: eq_bigr => i _; rewrite mxE mulrDl. Qed.

Lemma dotDr x y z : dot z (x + y) = dot z x + dot z y.
Proof. by rewrite !(dotC z) dotDl. Qed.

Lemma dotZl t x y : dot (t *: x) y = t * dot x y.
Proof. by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite mxE mulrA. Qed.

Lemma dotZr t x y : dot x (t *: y) = t * dot x y.
Proof. by rewrite !(dotC x) dotZl. Qed.

Lemma dotNl x y : dot (- x) y = - dot x y.
Proof. by rewrite -scaleN1r dotZl mulN1r. Qed.

Lemma dotNr x y : dot x (- y) = - dot x y.
Proof. by rewrite !(dotC x) dotNl. Qed.

Definition dotE := (dotDl, dotDr, dotNl, dotNr, dotZl, dotZr).

Lemma dot0l x : dot 0 x = 0.
Proof. by rewrite -(scale0r 0) dotZl mul0r. Qed.

Lemma dot0r x : dot x 0 = 0.
Proof. by rewrite dotC dot0l. Qed.

Lemma eq_point m m' : m.1 = m'.1 -> m.2 = m'.2 -> m = m'.
Proof. by case: m m' => q p [q' p'] /= -> ->. Qed.

(** The value of a coordinate, as a product with a unit vector. *)
Lemma dot_delta x k : dot x (delta_mx 0 k) = x 0 k.
Proof.
rewrite /dot (bigD1 k) //= mxE !eqxx mulr1 big1 ?addr0 // => i ik.
by rewrite mxE (negbTE ik) andbF mulr0.
Qed.

Lemma putE k t x i : put k t x 0 i = if i == k then t else x 0 i.
Proof. by rewrite mxE. Qed.

Lemma put_same k x : put k (x 0 k) x = x.
Proof. by apply/rowP => i; rewrite putE; case: eqP => [-> |]. Qed.

Lemma put_put k t u x : put k t (put k u x) = put k t x.
Proof. by apply/rowP => i; rewrite !putE; case: eqP. Qed.

(** Products, the k-th term apart. *)
Lemma dot_split k x y : dot x y = x 0 k * y 0 k + \sum_(i | i != k) x 0 i * y 0 i.
Proof. by rewrite /dot (bigD1 k). Qed.

Lemma dot_put k s t x y : dot (put k s x) (put k t y) = dot x y - x 0 k * y 0 k + s * t.
Proof.
rewrite [LHS](dot_split k) (dot_split k x y) !putE eqxx [x 0 k * _ + _]addrC addrK addrC; congr (_ + _).
by apply: eq_bigr => i ik; rewrite !putE (negbTE ik).
Qed.

Lemma dot_putl k t x y : dot (put k t x) y = dot x y + (t - x 0 k) * y 0 k.
Proof. by rewrite -{1}(put_same k y) dot_put mulrBl addrA addrAC. Qed.

Lemma dot_putr k t x y : dot x (put k t y) = dot x y + x 0 k * (t - y 0 k).
Proof. by rewrite dotC dot_putl dotC mulrC. Qed.

(** Sums over one entry are sums over the labels that agree in all others. *)
Lemma agreeP k x y : reflect (forall i, i != k -> x 0 i = y 0 i) (agree_off k x y).
Proof. by apply: (iffP forallP) => xy i; [move/implyP: (xy i) => xyi /xyi /eqP | apply/implyP => /xy ->]. Qed.

Lemma agree_put k x y : agree_off k x y -> put k (y 0 k) x = y.
Proof. by move/agreeP => xy; apply/rowP => i; rewrite putE; case: eqP => [-> //| /eqP /xy]. Qed.

Lemma put_agree k x t : agree_off k x (put k t x).
Proof. by apply/agreeP => i ik; rewrite putE (negbTE ik). Qed.

Lemma put_eq k t x y : (put k t x == y) = agree_off k x y && (t == y 0 k).
Proof.
apply/eqP/andP => [<- | [agree /eqP ->]]; last exact: agree_put.
by rewrite put_agree putE eqxx.
Qed.

Lemma sum_agree (V : zmodType) k x (f : labels R n -> V) :
  \sum_(y | agree_off k x y) f y = \sum_t f (put k t x).
Proof.
rewrite (reindex_onto (fun t => put k t x) (fun y => y 0 k)) => [|y /agree_put //].
by apply: eq_bigl => t; rewrite put_agree putE !eqxx.
Qed.

Lemma dot_nondegenerate x : (forall y, dot x y = 0) -> x = 0.
Proof. by move=> xy0; apply/rowP => k; rewrite -dot_delta xy0 mxE. Qed.

Lemma bracket_nondegenerate m : (forall m', bracket m m' = 0) -> m = 0.
Proof.
case: m => q p m0; congr (_, _); apply: dot_nondegenerate => y.
  by have := m0 (0, y); rewrite /bracket /= dot0r subr0.
by have /eqP := m0 (y, 0); rewrite /bracket /= dot0r add0r oppr_eq0 => /eqP.
Qed.

Lemma flow_bracket F m : value F m = bracket m (- flow F).
Proof. by rewrite /value /bracket /flow /= opprK dotNr opprK !(dotC F.1) !(dotC F.2). Qed.

Lemma value_flow F G : value G (flow F) = bracket G F.
Proof. by rewrite /value /bracket /flow /= dotNr. Qed.

Lemma valueD F m m' : value F (m + m') = value F m + value F m'.
Proof. by rewrite /value !dotDr addrACA. Qed.

Lemma valueZ F t m : value F (t *: m) = t * value F m.
Proof. by rewrite /value !dotZr mulrDr. Qed.

Lemma bracketC m m' : bracket m m' = - bracket m' m.
Proof. by rewrite /bracket opprB !(dotC m.1) !(dotC m.2). Qed.

Lemma bracket_self m : bracket m m = 0.
Proof. by rewrite /bracket dotC subrr. Qed.

Lemma bracketDl m m' m'' : bracket (m + m') m'' = bracket m m'' + bracket m' m''.
Proof. by rewrite /bracket !dotDl opprD addrACA. Qed.

Lemma bracketZl t m m' : bracket (t *: m) m' = t * bracket m m'.
Proof. by rewrite /bracket !dotZl mulrBr. Qed.

Lemma bracketDr m m' m'' : bracket m (m' + m'') = bracket m m' + bracket m m''.
Proof. by rewrite !(bracketC m) bracketDl opprD. Qed.

Lemma bracketZr t m m' : bracket m (t *: m') = t * bracket m m'.
Proof. by rewrite !(bracketC m) bracketZl mulrN. Qed.

Lemma bracketNl m m' : bracket (- m) m' = - bracket m m'.
Proof. by rewrite -scaleN1r bracketZl mulN1r. Qed.

Lemma bracketNr m m' : bracket m (- m') = - bracket m m'.
Proof. by rewrite -scaleN1r bracketZr mulN1r. Qed.

Definition bracketE := (bracketDl, bracketDr, bracketNl, bracketNr, bracketZl, bracketZr).

Lemma applyD S m m' : apply S (m + m') = apply S m + apply S m'.
Proof. by rewrite /apply -add_row_mx mulmxDl !linearD. Qed.

Lemma apply_scale S t m : apply S (t *: m) = t *: apply S m.
Proof. by rewrite /apply -scale_row_mx -scalemxAl !linearZ. Qed.

Lemma apply0 S : apply S 0 = 0.
Proof. by have := apply_scale S 0 0; rewrite !scale0r. Qed.

Lemma applyN S m : apply S (- m) = - apply S m.
Proof. by rewrite -scaleN1r apply_scale scaleN1r. Qed.

Lemma symplecticP S : symplectic S -> forall m m', bracket (apply S m) (apply S m') = bracket m m'.
Proof. by move=> /forallP S_ok m m'; apply/eqP; move/forallP: (S_ok m). Qed.

Lemma apply_inj S : symplectic S -> injective (apply S).
Proof.
move=> /symplecticP S_ok m m' mm'; apply/eqP; rewrite -subr_eq0; apply/eqP.
apply: bracket_nondegenerate => m''; rewrite -S_ok applyD mm' -applyD subrr.
by rewrite -(scale0r 0) apply_scale scale0r -(scale0r 0) bracketZl mul0r.
Qed.
End PhaseSpace.

#[export] Hint Rewrite dotDl dotDr dotNl dotNr dotZl dotZr : dot.
