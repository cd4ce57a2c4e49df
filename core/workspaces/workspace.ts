declare const brand: unique symbol;

/** Every stored record and every query names one; only this module makes one. */
export type WorkspaceId = string & { readonly [brand]: true };

/** The one workspace of an installation without accounts. */
export const localWorkspace = 'wsp_00000000000000000000local' as WorkspaceId;
